import { type FailureGroup, groupFailures, type UploadEngine } from '#upload-engine';
import { useQueueScan } from './use-queue-scan.ts';

/** Failed files by cause, the most frequent first. The same array while nothing in it changes. */
export function useFailureGroups(): readonly FailureGroup[] {
  return useQueueScan(scanFailures);
}

export function scanFailures(engine: UploadEngine, before: readonly FailureGroup[] = []): readonly FailureGroup[] {
  const groups = engine.getSummary().byStatus.failed === 0 ? [] : groupFailures(itemsOf(engine));
  return groups.length === before.length && groups.every((group, at) => isSame(group, before[at])) ? before : groups;
}

export function* itemsOf(engine: Pick<UploadEngine, 'getItemIds' | 'getItem'>) {
  for (const id of engine.getItemIds()) {
    const item = engine.getItem(id);
    if (item !== undefined) yield item;
  }
}

function isSame(group: FailureGroup, before: FailureGroup | undefined): boolean {
  return (
    before !== undefined &&
    group.example === before.example &&
    group.itemIds.length === before.itemIds.length &&
    group.itemIds.every((id, at) => id === before.itemIds[at])
  );
}
