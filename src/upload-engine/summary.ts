import type { QueueSummary } from './engine-api.ts';
import { bytesPerSecond, type SpeedState, timeLeftMs } from './progress.ts';
import type { QueueStore } from './queue-store.ts';
import { settledShare } from './queue-totals.ts';

/** Reads the summary. The same object until something changes, so that a page may compare by identity. */
export function createSummaryReader(store: QueueStore, speed: () => SpeedState): () => QueueSummary {
  let cached: QueueSummary | undefined;
  let cachedVersion = -1;
  let cachedSpeed: SpeedState | undefined;
  let furthest = 0;
  let workAdded = 0;
  /** A size that turns out otherwise is no reason to go back. */
  const progress = () => {
    if (workAdded !== store.workAdded()) furthest = 0;
    workAdded = store.workAdded();
    furthest = Math.max(furthest, settledShare(store.totals, store.clearedBytes()));
    return furthest;
  };
  return () => {
    if (cached && cachedVersion === store.version() && cachedSpeed === speed()) return cached;
    cachedVersion = store.version();
    cachedSpeed = speed();
    cached = summarise(store, cachedSpeed, progress());
    return cached;
  };
}

function summarise(store: QueueStore, speed: SpeedState, progress: number): QueueSummary {
  const { totals } = store;
  const byStatus = { ...totals.byStatus };
  const ended = byStatus.accepted + byStatus.ready + byStatus.failed + byStatus.skipped + byStatus.cancelled;
  // What is being sent is a matter of bytes; the pace of files tells only when those that wait have had their turn.
  const left = { bytes: totals.bytesTotal - totals.bytesSent, files: totals.total - ended - byStatus.sending };
  return {
    total: totals.total,
    byStatus,
    held: totals.held,
    bytesTotal: totals.bytesTotal,
    bytesSent: totals.bytesSent,
    progress,
    bytesPerSecond: bytesPerSecond(speed),
    timeLeftMs: timeLeftMs(speed, left),
    statusChanges: store.statusChanges(),
    isBusy: byStatus.checking + byStatus.ticketing + byStatus.sending > 0,
  };
}
