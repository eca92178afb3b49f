import type { QueueSummary } from '#upload-engine';

/** Files about which nothing final is known yet. */
export function unfinishedCount({ byStatus }: QueueSummary): number {
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
export function wantedCount({ total, byStatus }: QueueSummary): number {
  return total - byStatus.cancelled - byStatus.skipped;
}

/** 0 to 100 by bytes. 100 is kept for the moment when nothing is left to do: sent is not yet ready. */
export function overallPercent(summary: QueueSummary): number {
  if (unfinishedCount(summary) === 0) return wantedCount(summary) > 0 ? 100 : 0;
  if (summary.bytesTotal === 0) return 0;
  return Math.min(99, Math.floor((summary.bytesSent / summary.bytesTotal) * 100));
}
