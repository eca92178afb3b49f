import type { UploadEngine, WaitReason } from '#upload-engine';
import { useQueueScan } from './use-queue-scan.ts';

/** Why the queue stands still, worst first; a single retry is the row's own affair. */
const worthSaying = ['offline', 'server-unavailable', 'rate-limit'] as const satisfies readonly WaitReason[];
export type QueueWaitReason = (typeof worthSaying)[number];

export function useWaitReason(): QueueWaitReason | undefined {
  return useQueueScan(findWaitReason);
}

export function findWaitReason(engine: UploadEngine): QueueWaitReason | undefined {
  if (engine.getSummary().byStatus.waiting === 0) return undefined;
  const found = new Set<WaitReason>();
  for (const id of engine.getItemIds()) {
    const state = engine.getItem(id)?.state;
    if (state?.status === 'waiting') found.add(state.reason);
    if (found.has(worthSaying[0])) break;
  }
  return worthSaying.find((reason) => found.has(reason));
}
