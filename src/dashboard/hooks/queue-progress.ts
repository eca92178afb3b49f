import type { QueueFolder, QueueSummary } from '#upload-engine';

/** The whole queue, or one folder of it. */
type Counted = Pick<QueueSummary & QueueFolder, 'total' | 'byStatus' | 'progress'>;

/** Files about which nothing final is known yet. */
export function unfinishedCount({ byStatus }: Pick<Counted, 'byStatus'>): number {
  return (
    byStatus.queued +
    byStatus.checking +
    byStatus.ticketing +
    byStatus.sending +
    byStatus.paused +
    byStatus.waiting +
    byStatus.accepted
  );
}

/** Files that were to arrive: neither cancelled nor left out. */
export function wantedCount({ total, byStatus }: Pick<Counted, 'total' | 'byStatus'>): number {
  return total - byStatus.cancelled - byStatus.skipped;
}

/** 0 to 100 by bytes. 100 is kept for the moment when nothing is left to do: sent is not yet ready. */
export function overallPercent(counted: Counted): number {
  if (unfinishedCount(counted) === 0) return wantedCount(counted) > 0 ? 100 : 0;
  return Math.min(99, Math.floor(counted.progress * 100));
}

/** While work goes on: how far it is. At the end: how much of it succeeded. 0 to 100. */
export function filledShare(counted: Counted): number {
  const total = wantedCount(counted);
  if (unfinishedCount(counted) > 0 || total === 0) return overallPercent(counted);
  return (counted.byStatus.ready / total) * 100;
}
