import type { ItemStatus, UploadItem } from './item.ts';
import type { QueueEntry } from './queue-entry.ts';

/** Sums over the whole queue, kept by adding and taking away single items: the cost of a change does not grow with the queue. */
export interface QueueTotals {
  readonly byStatus: Record<ItemStatus, number>;
  total: number;
  held: number;
  bytesTotal: number;
  bytesSent: number;
}

export function emptyTotals(): QueueTotals {
  return {
    byStatus: {
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
    },
    total: 0,
    held: 0,
    bytesTotal: 0,
    bytesSent: 0,
  };
}

/** Counts an entry in (`+1`) or out (`-1`). Called with the entry as it was before a change, then as it is after. */
export function countEntry(totals: QueueTotals, entry: QueueEntry, sign: 1 | -1): void {
  totals.total += sign;
  totals.byStatus[entry.item.state.status] += sign;
  if (entry.item.isHeld && entry.item.state.status === 'queued') totals.held += sign;
  if (!countsBytes(entry.item)) return;
  totals.bytesTotal += sign * (entry.item.sizeInBytes ?? 0);
  totals.bytesSent += sign * bytesSentOf(entry);
}

/** Bytes of this file that count as sent: never above its size, never falling while it stays in the queue. */
function bytesSentOf(entry: QueueEntry): number {
  const size = entry.item.sizeInBytes ?? 0;
  const { status } = entry.item.state;
  return status === 'accepted' || status === 'ready' ? size : Math.min(size, entry.bytesReached);
}

function countsBytes(item: UploadItem): boolean {
  const { status } = item.state;
  return status !== 'failed' && status !== 'skipped' && status !== 'cancelled';
}
