import type { QueueSummary } from './engine-api.ts';
import { bytesPerSecond, type SpeedState } from './progress.ts';
import type { QueueStore } from './queue-store.ts';
import { settledShare } from './queue-totals.ts';
import type { Throughput } from './throughput.ts';

/** Reads the summary. The same object until something changes, so that a page may compare by identity. */
export function createSummaryReader(
  store: QueueStore,
  { speed, timeLeftMs }: Pick<Throughput, 'speed' | 'timeLeftMs'>,
): () => QueueSummary {
  let cached: QueueSummary | undefined;
  let cachedVersion = -1;
  let cachedSpeed: SpeedState | undefined;
  let cachedTimeLeft: number | undefined;
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
    const timeLeft = timeLeftMs();
    const isSame = cachedVersion === store.version() && cachedSpeed === speed() && cachedTimeLeft === timeLeft;
    if (cached && isSame) return cached;
    cachedVersion = store.version();
    cachedSpeed = speed();
    cachedTimeLeft = timeLeft;
    cached = {
      ...countOf(store),
      progress: progress(),
      bytesPerSecond: bytesPerSecond(cachedSpeed),
      timeLeftMs: timeLeft,
    };
    return cached;
  };
}

function countOf({ totals, statusChanges }: QueueStore) {
  const byStatus = { ...totals.byStatus };
  return {
    total: totals.total,
    byStatus,
    held: totals.held,
    bytesTotal: totals.bytesTotal,
    bytesSent: totals.bytesSent,
    statusChanges: statusChanges(),
    isBusy: byStatus.checking + byStatus.ticketing + byStatus.sending > 0,
  };
}
