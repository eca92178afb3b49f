import { randomUUID } from 'node:crypto';
import { appInstances } from '@wix/app-management';
import { files } from '@wix/media';
import { AppStrategy, createClient } from '@wix/sdk';
import { beforeEach, describe, expect, test } from 'vitest';
import { createWixEvents, directWixCalls, runInCallContext, tidyUp } from '#backend';
import type { LiveEvent } from '#contracts';
import { createSecretBox, insertItems, insertTickets, lockItems, saveItems, ticketsOf, touchSite } from '#database';
import { openLedgerBatch } from '../../src/backend/ledger-batches.ts';
import { readHistory } from '../../src/backend/ledger-history.ts';
import { recordLedgerChanges, recordLedgerItems } from '../../src/backend/ledger-records.ts';
import type { LedgerServices } from '../../src/backend/ledger-services.ts';
import { createLocalSiteLocks } from '../../src/backend/site-locks.ts';
import { wixEventTypes } from '../../src/backend/wix-event-payloads.ts';
import { deferred } from '../support/deferred.ts';
import { onBothEngines } from '../support/on-both-engines.ts';

const APP_ID = '5f1d7c1e-0c4b-4f0e-9a53-7b0f5f0f2c11';
const DAY_MS = 24 * 60 * 60_000;
const HASH = 'a'.repeat(32);

test('the events that are handled are those that the SDK names', () => {
  const client = createClient({
    auth: AppStrategy({ appId: APP_ID, publicKey: '' }),
    modules: { files, appInstances },
  });
  client.files.onFileDescriptorFileReady(() => {});
  client.files.onFileDescriptorFileFailed(() => {});
  client.appInstances.onAppInstanceInstalled(() => {});
  client.appInstances.onAppInstanceRemoved(() => {});
  expect([...client.webhooks.getRegisteredEvents().keys()].sort()).toEqual(Object.values(wixEventTypes).sort());
});

onBothEngines(({ database }) => {
  let now: number;
  let told: LiveEvent[];
  let bugs: unknown[];
  let ledger: LedgerServices;
  beforeEach(() => {
    now = 1_700_000_000_000;
    told = [];
    bugs = [];
    ledger = {
      connection: database().connection,
      secretBox: createSecretBox('secret'),
      now: () => new Date(now),
      tell: (_instanceId, events) => told.push(...events),
    };
  });

  const services = () => ({
    wix: directWixCalls,
    ledger,
    siteLocks: createLocalSiteLocks(),
    callsPerMinute: 200,
    reportBug: (error: unknown) => bugs.push(error),
  });
  function wixEvents(
    around: (work: () => Promise<unknown>) => Promise<unknown> = (work) => work(),
    keeping: LedgerServices = ledger,
  ) {
    return createWixEvents({
      appId: APP_ID,
      ledger: keeping,
      runAsApp: <Result>(instanceId: string, work: () => Promise<Result>) =>
        runInCallContext({ caller: { instanceId, userId: '' }, services: services() }, async () => {
          await around(async () => undefined);
          return work();
        }),
      reportBug: (error) => bugs.push(error),
    });
  }

  const newSite = () => ({ instanceId: randomUUID(), userId: 'dana' });
  type Site = ReturnType<typeof newSite>;

  /** An upload for which Wix gave a ticket; the ticket may tell the file's id. */
  async function sendingUpload(site: Site, fileId: string | null, sizeInBytes = 1000): Promise<string> {
    const uploadId = randomUUID();
    const createdAt = new Date(now);
    await touchSite(ledger.connection, site.instanceId, createdAt);
    const item = {
      uploadId,
      batchId: null,
      path: 'a.mp4',
      name: 'a.mp4',
      lastModified: null,
      mimeType: 'video/mp4',
      replaces: null,
    };
    await insertItems(ledger.connection, site.instanceId, [
      { ...item, sizeInBytes, state: 'sending', userId: site.userId, createdAt },
    ]);
    await insertTickets(ledger.connection, site.instanceId, [
      { uploadId, fileId, folderId: 'media-root', issuedAt: createdAt },
    ]);
    return uploadId;
  }
  const historyOf = async (site: Site) => (await readHistory(ledger, site, {})).entries;
  const stateOf = async (site: Site, uploadId: string) =>
    (await historyOf(site)).find((entry) => entry.uploadId === uploadId)?.state;

  let sequence = 0;
  interface FileEvent {
    readonly id?: string;
    readonly sequence?: number | null;
    readonly eventTime?: Date;
    readonly sizeInBytes?: number;
    readonly externalInfo?: object;
  }
  function domainEvent(site: Site, fileId: string, slug: 'file_ready' | 'file_failed', event: FileEvent, body: object) {
    sequence += 1;
    const { id = randomUUID(), eventTime = new Date(now) } = event;
    const counted = event.sequence === undefined ? sequence : event.sequence;
    return {
      instanceId: site.instanceId,
      eventType: `wix.media.site_media.v1.file_descriptor_${slug}`,
      toldAt: new Date(now),
      payload: {
        id,
        entityFqdn: 'wix.media.site_media.v1.file_descriptor',
        slug,
        entityId: fileId,
        eventTime: eventTime.toISOString(),
        ...(counted === null ? {} : { entityEventSequence: String(counted) }),
        actionEvent: { body: { ...body, ...(event.externalInfo ? { externalInfo: event.externalInfo } : {}) } },
      },
    };
  }
  const ready = (site: Site, fileId: string, event: FileEvent = {}) =>
    domainEvent(site, fileId, 'file_ready', event, {
      file: {
        id: fileId,
        displayName: 'a.mp4',
        url: `https://static.example/${fileId}`,
        hash: HASH,
        mediaType: 'VIDEO',
        operationStatus: 'READY',
        sizeInBytes: String(event.sizeInBytes ?? 1000),
      },
    });
  const failed = (site: Site, fileId: string, event: FileEvent = {}) =>
    domainEvent(site, fileId, 'file_failed', event, { error: { code: 'FILE_PROCESSING_FAILED' } });
  const appEvent = (site: Site, eventType: 'AppInstalled' | 'AppRemoved', toldAt: number, appId = APP_ID) => ({
    instanceId: site.instanceId,
    eventType,
    toldAt: new Date(toldAt),
    payload: { appId },
  });

  describe('files', () => {
    test('File Ready makes the item ready, and the site’s pages hear of it', async () => {
      const [site, events, fileId] = [newSite(), wixEvents(), randomUUID()];
      const uploadId = await sendingUpload(site, fileId);
      expect(await events.receive(ready(site, fileId))).toBe('kept');
      await events.settled();
      expect(await historyOf(site)).toMatchObject([
        { uploadId, fileId, state: 'ready', url: `https://static.example/${fileId}` },
      ]);
      expect(told).toEqual([{ type: 'file-changed', uploadId, fileId, state: 'ready' }]);
      expect(bugs).toEqual([]);
    });

    test('File Failed names the file by its entity alone, and the item fails with a reason', async () => {
      const [site, events, fileId] = [newSite(), wixEvents(), randomUUID()];
      const uploadId = await sendingUpload(site, fileId);
      await events.receive(failed(site, fileId));
      await events.settled();
      expect(await historyOf(site)).toMatchObject([
        { uploadId, state: 'failed', failure: { code: 'PROCESSING_FAILED' } },
      ]);
    });

    test('a stored copy of another size is not ready, whatever the event says', async () => {
      const [site, events, fileId] = [newSite(), wixEvents(), randomUUID()];
      await sendingUpload(site, fileId, 1001);
      await events.receive(ready(site, fileId, { sizeInBytes: 1000 }));
      await events.settled();
      expect(await historyOf(site)).toMatchObject([{ state: 'failed', failure: { code: 'STORED_COPY_DIFFERS' } }]);
    });

    test('a stored copy of another hash is not ready on a site where hashes can be compared', async () => {
      const [site, events, proven, other] = [newSite(), wixEvents(), randomUUID(), randomUUID()];
      for (const [fileId, md5] of [
        [proven, HASH],
        [other, 'b'.repeat(32)],
      ] as const) {
        const uploadId = await sendingUpload(site, fileId);
        const [item] = await lockItems(ledger.connection, site.instanceId, [uploadId]);
        if (!item) throw new Error('no item');
        await saveItems(ledger.connection, site.instanceId, [{ ...item, md5 }]);
        await events.receive(ready(site, fileId));
        await events.settled();
      }
      expect((await historyOf(site)).map(({ state, verification }) => [state, verification])).toEqual([
        ['failed', 'different'],
        ['ready', 'verified'],
      ]);
    });

    test('the same event again, and an older one that comes late, change nothing', async () => {
      const [site, events, fileId] = [newSite(), wixEvents(), randomUUID()];
      const uploadId = await sendingUpload(site, fileId);
      const [older, newer] = [ready(site, fileId, { sequence: 1 }), failed(site, fileId, { sequence: 2 })];
      expect(await events.receive(newer)).toBe('kept');
      await events.settled();
      expect(await events.receive(newer)).toBe('repeated');
      expect(await events.receive(older)).toBe('repeated');
      await events.settled();
      expect(await stateOf(site, uploadId)).toBe('failed');
      expect(told).toHaveLength(1);
    });

    test('a newer word counts; where Wix does not count, the time decides', async () => {
      const [site, events] = [newSite(), wixEvents()];
      const [counted, timed] = [randomUUID(), randomUUID()];
      const uploads = [await sendingUpload(site, counted), await sendingUpload(site, timed)];
      await events.receive(failed(site, counted, { sequence: 9 }));
      await events.receive(ready(site, counted, { sequence: 10 }));
      await events.receive(failed(site, timed, { sequence: null }));
      await events.receive(ready(site, timed, { sequence: null, eventTime: new Date(now - 1) }));
      await events.settled();
      expect(await Promise.all(uploads.map((uploadId) => stateOf(site, uploadId)))).toEqual(['ready', 'failed']);
    });

    describe('before anybody knows the file id', () => {
      interface Told {
        readonly site: Site;
        readonly uploadId: string;
        readonly fileId: string;
        readonly events: ReturnType<typeof wixEvents>;
        /** The page's word that its upload is this file. */
        accept(md5?: string): ReturnType<typeof recordLedgerChanges>;
      }
      async function toldBefore(event: FileEvent = {}): Promise<Told> {
        const [site, events, fileId] = [newSite(), wixEvents(), randomUUID()];
        const [batchId, holderId, uploadId] = [randomUUID(), randomUUID(), randomUUID()];
        const destination = { kind: 'site-media', folderId: 'media-root' } as const;
        const { lease } = await openLedgerBatch(ledger, site, { batchId, holderId, label: 'a', destination });
        const proof = { batchId, epoch: lease.epoch };
        const item = { uploadId, name: 'a.mp4', path: 'a.mp4', sizeInBytes: 1000, lastModified: 5 };
        await recordLedgerItems(ledger, site, { lease: proof, items: [item] });
        expect(await events.receive(ready(site, fileId, event))).toBe('kept');
        await events.settled();
        expect(await stateOf(site, uploadId)).toBe('queued');
        told = [];
        const accepted = { type: 'accepted', uploadId, fileId } as const;
        return {
          ...{ site, uploadId, fileId, events },
          accept: (md5) =>
            recordLedgerChanges(ledger, site, { lease: proof, changes: [md5 ? { ...accepted, md5 } : accepted] }),
        };
      }

      test('an event is kept until the page names it, and taken in with its word', async () => {
        const { site, uploadId, fileId, accept, events } = await toldBefore();
        expect(await accept()).toEqual({ areMoreDue: false });
        expect(await historyOf(site)).toMatchObject([
          { uploadId, fileId, state: 'ready', url: `https://static.example/${fileId}` },
        ]);
        expect(told).toContainEqual(
          expect.objectContaining({ type: 'file-changed', uploadId, fileId, state: 'ready' }),
        );
        told = [];
        await events.takeInDue();
        expect(told).toEqual([]);
      });

      test('what it proves of the bytes is written down as well', async () => {
        const { site, accept } = await toldBefore();
        await accept(HASH);
        expect(await historyOf(site)).toMatchObject([{ state: 'ready', verification: 'verified' }]);
      });

      test('where another ticket was given for the upload, its copies have to be looked for', async () => {
        const { site, uploadId, fileId, accept, events } = await toldBefore();
        await insertTickets(ledger.connection, site.instanceId, [
          { uploadId, fileId: randomUUID(), folderId: 'media-root', issuedAt: new Date(now) },
          { uploadId, fileId, folderId: 'media-root', issuedAt: new Date(now) },
        ]);
        expect(await accept()).toEqual({ areMoreDue: true });
        expect(await stateOf(site, uploadId)).toBe('accepted');
        await events.takeInDue();
        expect(await stateOf(site, uploadId)).toBe('ready');
      });

      test('a copy of another size stays due, and fails the item', async () => {
        const { site, uploadId, accept, events } = await toldBefore({ sizeInBytes: 999 });
        expect(await accept()).toEqual({ areMoreDue: true });
        expect(await stateOf(site, uploadId)).toBe('accepted');
        await events.takeInDue();
        expect(await historyOf(site)).toMatchObject([{ state: 'failed', failure: { code: 'STORED_COPY_DIFFERS' } }]);
      });
    });

    test('the upload id that Wix gives back stands in for a ticket that did not tell the file’s id', async () => {
      const [site, events, fileId] = [newSite(), wixEvents(), randomUUID()];
      const uploadId = await sendingUpload(site, null);
      await events.receive(ready(site, fileId, { externalInfo: { origin: 'uplift', externalIds: [uploadId] } }));
      await events.settled();
      expect(await historyOf(site)).toMatchObject([{ uploadId, fileId, state: 'ready' }]);
    });

    test('another app’s ids, another site’s upload, and a copy that people made are nobody’s upload', async () => {
      const [site, other, events] = [newSite(), newSite(), wixEvents()];
      const uploadId = await sendingUpload(site, null);
      await events.receive(ready(site, randomUUID(), { externalInfo: { origin: 'else', externalIds: [uploadId] } }));
      await events.receive(ready(other, randomUUID(), { externalInfo: { origin: 'uplift', externalIds: [uploadId] } }));
      await events.settled();
      expect(await stateOf(site, uploadId)).toBe('sending');

      const fileId = randomUUID();
      const done = await sendingUpload(site, fileId);
      await events.receive(ready(site, fileId));
      await events.receive(ready(site, randomUUID(), { externalInfo: { origin: 'uplift', externalIds: [done] } }));
      await events.settled();
      expect((await historyOf(site)).find((entry) => entry.uploadId === done)).toMatchObject({
        fileId,
        state: 'ready',
      });
      expect(bugs).toEqual([]);
    });

    test('a file of one site is not that of another, even under the same id', async () => {
      const [site, other, events, fileId] = [newSite(), newSite(), wixEvents(), randomUUID()];
      const uploadId = await sendingUpload(site, fileId);
      await events.receive(ready(other, fileId));
      await events.settled();
      expect(await stateOf(site, uploadId)).toBe('sending');
    });

    test('Wix is answered before the work is done', async () => {
      const [site, fileId, gate] = [newSite(), randomUUID(), deferred<void>()];
      const events = wixEvents(() => gate.promise);
      const uploadId = await sendingUpload(site, fileId);
      expect(await events.receive(ready(site, fileId))).toBe('kept');
      expect(await stateOf(site, uploadId)).toBe('sending');
      gate.resolve();
      await events.settled();
      expect(await stateOf(site, uploadId)).toBe('ready');
    });

    test('what a stopped process left behind is taken in by another one', async () => {
      const [site, fileId] = [newSite(), randomUUID()];
      const uploadId = await sendingUpload(site, fileId);
      const stopped = wixEvents(() => Promise.reject(new Error('the process died')));
      expect(await stopped.receive(ready(site, fileId))).toBe('kept');
      await stopped.settled();
      expect(await stateOf(site, uploadId)).toBe('sending');
      expect(bugs).toHaveLength(1);
      await Promise.all([wixEvents().takeInDue(), wixEvents().takeInDue()]);
      expect(await stateOf(site, uploadId)).toBe('ready');
      expect(bugs).toHaveLength(1);
    });

    test('one unreadable word and one that the database refuses harm none that come with them', async () => {
      const [site, events] = [newSite(), wixEvents()];
      const fileIds = Array.from({ length: 5 }, () => randomUUID());
      for (const fileId of fileIds) await sendingUpload(site, fileId);
      const good = fileIds.map((fileId) => events.receive(ready(site, fileId)));
      const unreadable = events.receive({ ...ready(site, randomUUID()), payload: {} });
      // PostgreSQL takes no such character.
      const refused = events.receive(ready(site, 'file-\u0000'));
      expect(await unreadable).toBe('unreadable');
      await expect(refused).rejects.toThrow();
      expect(await Promise.all(good)).toEqual(fileIds.map(() => 'kept'));
      await events.settled();
      expect((await historyOf(site)).map(({ state }) => state)).toEqual(fileIds.map(() => 'ready'));
    });

    test('no event is answered before all that came with it are kept; not kept, each counts when it comes again', async () => {
      const [site, fileIds] = [newSite(), [randomUUID(), randomUUID()]];
      for (const fileId of fileIds) await sendingUpload(site, fileId);
      const told = fileIds.map((fileId) => ready(site, fileId));
      const { connection } = ledger;
      // What the process would have written when it died.
      const dead: LedgerServices = {
        ...ledger,
        connection: Object.create(connection, { with: { value: () => expect.fail('died') } }),
      };
      const answers = await Promise.allSettled(told.map((event) => wixEvents(undefined, dead).receive(event)));
      expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
      const events = wixEvents();
      expect(await Promise.all(told.map((event) => events.receive(event)))).toEqual(['kept', 'kept']);
      await events.settled();
      expect((await historyOf(site)).map(({ state }) => state)).toEqual(['ready', 'ready']);
    });

    test('with the database down, what came together is refused at once, and not tried one by one', async () => {
      const [site, told] = [newSite(), Array.from({ length: 20 }, () => randomUUID())];
      let tries = 0;
      const down = () => {
        tries += 1;
        throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
      };
      const connection = Object.create(ledger.connection, { with: { value: down } });
      const events = wixEvents(undefined, { ...ledger, connection });
      const answers = await Promise.allSettled(told.map((fileId) => events.receive(ready(site, fileId))));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(['rejected']));
      expect(tries).toBe(1);
    });

    test('the same event twice at once, and an older word beside a newer one, count once', async () => {
      const [site, events, fileId] = [newSite(), wixEvents(), randomUUID()];
      const uploadId = await sendingUpload(site, fileId);
      const [older, newer] = [ready(site, fileId, { sequence: 1 }), failed(site, fileId, { sequence: 2 })];
      const outcomes = await Promise.all([newer, older, newer].map((event) => events.receive(event)));
      expect(outcomes).toEqual(['kept', 'repeated', 'repeated']);
      await events.settled();
      expect(await stateOf(site, uploadId)).toBe('failed');
      expect(told).toHaveLength(1);
    });

    test('files of two sites that end at once are each told to their own site', async () => {
      const [one, two, events] = [newSite(), newSite(), wixEvents()];
      const fileId = randomUUID();
      await sendingUpload(one, fileId);
      await sendingUpload(two, fileId, 999);
      await Promise.all([events.receive(ready(one, fileId)), events.receive(ready(two, fileId))]);
      await events.settled();
      expect([await historyOf(one), await historyOf(two)]).toMatchObject([[{ state: 'ready' }], [{ state: 'failed' }]]);
    });

    test('copies of one upload that are told together claim its tickets one after the other', async () => {
      const [site, events, first, second] = [newSite(), wixEvents(), randomUUID(), randomUUID()];
      const uploadId = await sendingUpload(site, null);
      await insertTickets(ledger.connection, site.instanceId, [
        { uploadId, fileId: null, folderId: 'media-root', issuedAt: new Date(now) },
      ]);
      const externalInfo = { origin: 'uplift', externalIds: [uploadId] };
      await Promise.all([first, second].map((fileId) => events.receive(ready(site, fileId, { externalInfo }))));
      await events.settled();
      const claimed = await ticketsOf(ledger.connection, site.instanceId, [uploadId]);
      expect(claimed.map(({ fileId }) => fileId).sort()).toEqual([first, second].sort());
      expect(await stateOf(site, uploadId)).toBe('ready');
    });

    test('a hundred files that end at once are all taken in', async () => {
      const [site, events] = [newSite(), wixEvents()];
      const fileIds = Array.from({ length: 100 }, () => randomUUID());
      for (const fileId of fileIds) await sendingUpload(site, fileId);
      await Promise.all(fileIds.map((fileId) => events.receive(ready(site, fileId))));
      await events.settled();
      expect((await historyOf(site)).filter(({ state }) => state === 'ready')).toHaveLength(100);
    });
  });

  describe('what is not handled', () => {
    test('types that nobody handles, payloads that are none, and other apps’ events are told apart', async () => {
      const [site, events] = [newSite(), wixEvents()];
      const file = ready(site, randomUUID());
      expect(await events.receive({ ...file, eventType: 'wix.blog.v1.post_created' })).toBe('ignored');
      for (const payload of [
        null,
        'text',
        {},
        { ...file.payload, entityId: '' },
        { ...file.payload, actionEvent: 1 },
      ]) {
        expect(await events.receive({ ...file, payload })).toBe('unreadable');
      }
      expect(await events.receive({ ...appEvent(site, 'AppRemoved', now), payload: {} })).toBe('unreadable');
      expect(await events.receive(appEvent(site, 'AppRemoved', now, randomUUID()))).toBe('foreign');
    });
  });

  describe('the app is removed', () => {
    async function usedSite(): Promise<Site> {
      const site = newSite();
      await sendingUpload(site, randomUUID());
      return site;
    }
    const tidyUpAt = (at: number) => tidyUp(ledger.connection, new Date(at));

    test('everything of the site goes after 30 days, not before, and nothing of another site', async () => {
      const [site, other, events] = [await usedSite(), await usedSite(), wixEvents()];
      expect(await events.receive(appEvent(site, 'AppRemoved', now))).toBe('kept');
      await tidyUpAt(now + 30 * DAY_MS - 1);
      expect(await historyOf(site)).toHaveLength(1);
      const tidied = await Promise.all([tidyUpAt(now + 30 * DAY_MS + 1), tidyUpAt(now + 30 * DAY_MS + 1)]);
      expect(tidied.reduce((sum, { deletedSites }) => sum + deletedSites, 0)).toBe(1);
      expect([await historyOf(site), (await historyOf(other)).length]).toEqual([[], 1]);
    });

    test('a site that comes back keeps everything', async () => {
      const [installed, opened, events] = [await usedSite(), await usedSite(), wixEvents()];
      for (const site of [installed, opened]) await events.receive(appEvent(site, 'AppRemoved', now));
      await events.receive(appEvent(installed, 'AppInstalled', now + DAY_MS));
      await touchSite(ledger.connection, opened.instanceId, new Date(now + DAY_MS));
      await tidyUpAt(now + 90 * DAY_MS);
      expect([(await historyOf(installed)).length, (await historyOf(opened)).length]).toEqual([1, 1]);
    });

    test('a removal that was told before the return and comes after it means nothing', async () => {
      const [site, events] = [await usedSite(), wixEvents()];
      await events.receive(appEvent(site, 'AppInstalled', now + 1000));
      expect(await events.receive(appEvent(site, 'AppRemoved', now))).toBe('repeated');
      await tidyUpAt(now + 90 * DAY_MS);
      expect(await historyOf(site)).toHaveLength(1);
    });

    test('taken away and taken back within one second, in whatever order it is told, the site stays', async () => {
      const [site, other, events] = [await usedSite(), await usedSite(), wixEvents()];
      expect(await events.receive(appEvent(site, 'AppRemoved', now))).toBe('kept');
      expect(await events.receive(appEvent(site, 'AppInstalled', now))).toBe('kept');
      expect(await events.receive(appEvent(other, 'AppInstalled', now))).toBe('kept');
      expect(await events.receive(appEvent(other, 'AppRemoved', now))).toBe('repeated');
      await tidyUpAt(now + 90 * DAY_MS);
      expect([(await historyOf(site)).length, (await historyOf(other)).length]).toEqual([1, 1]);
    });

    test('a removal that is told twice counts from the first time', async () => {
      const [site, events] = [await usedSite(), wixEvents()];
      const removed = appEvent(site, 'AppRemoved', now);
      await events.receive(removed);
      expect(await events.receive(removed)).toBe('repeated');
      now += 10 * DAY_MS;
      await events.receive(appEvent(site, 'AppRemoved', now));
      await tidyUpAt(now + 20 * DAY_MS + 1);
      expect(await historyOf(site)).toEqual([]);
    });
  });
});
