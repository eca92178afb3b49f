import { useCallback } from 'react';
import type { ItemId, UploadEngine } from '#upload-engine';
import { idsOfGroup, type QueueGroup } from './queue-groups.ts';
import { useItemIds } from './use-queue.ts';
import { useQueueScan } from './use-queue-scan.ts';

/** The ids that the list shows, in the order added. */
export function useGroupIds(group: QueueGroup): readonly ItemId[] {
  const all = useItemIds();
  const scan = useCallback(
    (engine: UploadEngine) =>
      group === 'all' ? [] : idsOfGroup(engine.getItemIds(), (id) => engine.getItem(id), group),
    [group],
  );
  const some = useQueueScan(scan);
  return group === 'all' ? all : some;
}
