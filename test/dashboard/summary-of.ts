import type { ItemStatus, QueueSummary } from '../../src/upload-engine/index.ts';

const none: Readonly<Record<ItemStatus, number>> = {
  queued: 0,
  checking: 0,
  ticketing: 0,
  sending: 0,
  paused: 0,
  waiting: 0,
  accepted: 0,
  ready: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
};

/** Totals of a queue with so many files in each state; 100 bytes each unless told. */
export function summaryOf(
  counts: Partial<Record<ItemStatus, number>>,
  rest: Partial<Omit<QueueSummary, 'byStatus' | 'total'>> = {},
): QueueSummary {
  const byStatus = { ...none, ...counts };
  const total = Object.values(byStatus).reduce((sum, count) => sum + count, 0);
  return {
    total,
    byStatus,
    held: 0,
    bytesTotal: total * 100,
    bytesSent: 0,
    progress: (rest.bytesSent ?? 0) / (rest.bytesTotal ?? Math.max(1, total * 100)),
    bytesPerSecond: undefined,
    timeLeftMs: undefined,
    statusChanges: 0,
    isBusy: byStatus.checking + byStatus.ticketing + byStatus.sending > 0,
    ...rest,
  };
}
