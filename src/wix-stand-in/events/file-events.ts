import { randomUUID } from 'node:crypto';
import { toDescriptor } from '../library/descriptor.ts';
import type { MediaFile } from '../state/model.ts';
import type { FileEvents, World } from '../world.ts';
import type { Deliveries } from './deliveries.ts';

const ENTITY = 'wix.media.site_media.v1.file_descriptor';

/** Tells File Ready and File Failed as domain events. */
export function createFileEvents(world: World, deliveries: Deliveries): FileEvents {
  const tell = (file: MediaFile, slug: 'file_ready' | 'file_failed', body: object): void => {
    const site = world.store.sites.get(file.siteId);
    const current = world.store.files.get(file.id);
    if (!site || !current) return;
    const { eventCount } = world.store.files.put({ ...current, eventCount: current.eventCount + 1 });
    deliveries.send(site, `${ENTITY}_${slug}`, {
      id: randomUUID(),
      entityFqdn: ENTITY,
      slug,
      entityId: file.id,
      eventTime: new Date(world.now()).toISOString(),
      triggeredByAnonymizeRequest: false,
      originatedFrom: '',
      entityEventSequence: String(eventCount),
      actionEvent: { body },
    });
  };
  const external = (file: MediaFile) => (file.externalInfo ? { externalInfo: file.externalInfo } : {});
  return {
    fileReady(file, options) {
      const undelete = options?.triggeredByUndelete ? { triggeredByUndelete: true } : {};
      tell(file, 'file_ready', { file: toDescriptor(world, file), ...external(file), ...undelete });
    },
    fileFailed: (file, error) => tell(file, 'file_failed', { ...external(file), error: { ...error, data: {} } }),
  };
}
