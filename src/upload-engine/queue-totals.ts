import type { ItemStatus, UploadItem } from './item.ts';
import type { QueueEntry } from './queue-entry.ts';
import { kindOf, sizeClassOf, type WorkKind } from './scheduler.ts';

/** Sums over the whole queue, kept by adding and taking away single items: the cost of a change does not grow with the queue. */
export interface QueueTotals {
  readonly byStatus: Record<ItemStatus, number>;
  total: number;
  held: number;
  bytesTotal: number;
  bytesSent: number;
  /** Files whose size is known, or does not matter any more. */
  measured: number;
  /** Bytes of all files, whatever becomes of them. */
  bytesOfAll: number;
  /** Of these, the bytes that nobody waits for any more: sent, or of a file that ended without being sent. */
  bytesSettled: number;
  /** Files that Wix has not got yet, and their bytes that have not left. */
  readonly left: Record<WorkKind, { files: number; bytes: number }>;
  /** The small ones of these by the powers of two of their sizes. */
  readonly leftBySize: { files: number; bytes: number }[];
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
    measured: 0,
    bytesOfAll: 0,
    bytesSettled: 0,
    left: { small: { files: 0, bytes: 0 }, large: { files: 0, bytes: 0 } },
    leftBySize: [],
  };
}

/** Counts an entry in (`+1`) or out (`-1`). Called with the entry as it was before a change, then as it is after. */
export function countEntry(totals: QueueTotals, entry: QueueEntry, sign: 1 | -1): void {
  totals.total += sign;
  totals.byStatus[entry.item.state.status] += sign;
  if (entry.item.isHeld && entry.item.state.status === 'queued') totals.held += sign;
  const isWanted = countsBytes(entry.item);
  const { sizeInBytes } = entry.item;
  const bytes = sizeInBytes ?? 0;
  const bytesSent = isWanted ? bytesSentOf(entry) : 0;
  totals.measured += sizeInBytes !== undefined || !isWanted ? sign : 0;
  totals.bytesOfAll += sign * bytes;
  totals.bytesSettled += sign * (isWanted ? bytesSent : bytes);
  totals.bytesTotal += isWanted ? sign * bytes : 0;
  totals.bytesSent += sign * bytesSent;
  const { status } = entry.item.state;
  if (!isWanted || status === 'accepted' || status === 'ready') return;
  const kind = kindOf(entry);
  const left = totals.left[kind];
  left.files += sign;
  left.bytes += sign * (bytes - bytesSent);
  if (kind === 'large') return;
  const size = sizeClassOf(bytes);
  while (totals.leftBySize.length <= size) totals.leftBySize.push({ files: 0, bytes: 0 });
  const alike = totals.leftBySize[size];
  if (!alike) return;
  alike.files += sign;
  alike.bytes += sign * (bytes - bytesSent);
}

/** How many bytes the largest small files have that are left: those are sent last. */
export function bytesOfLargest({ leftBySize }: Pick<QueueTotals, 'leftBySize'>, files: number): number {
  let rest = files;
  let sum = 0;
  for (let size = leftBySize.length - 1; size >= 0 && rest > 0; size -= 1) {
    const { files: count, bytes } = leftBySize[size] ?? { files: 0, bytes: 0 };
    if (count === 0) continue;
    sum += bytes * Math.min(1, rest / count);
    rest -= count;
  }
  return sum;
}

/**
 * How much of the work is behind us, by bytes, 0 to 1. A file that fails or is cancelled is work that went away: it does
 * not take the others' progress with it. Files that nobody has measured yet are taken to be like the others.
 * @param cleared bytes of files that were taken out of the list, and still belong to the work
 */
export function settledShare(totals: Readonly<QueueTotals>, cleared = 0): number {
  const { total, measured, bytesOfAll, bytesSettled } = totals;
  const likelyBytes = measured === 0 ? 0 : (bytesOfAll * total) / measured;
  return likelyBytes + cleared === 0 ? 0 : Math.min(1, (bytesSettled + cleared) / (likelyBytes + cleared));
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

/** True while at least one file has not come to its end. */
export function isUnderWay({ total, byStatus }: Readonly<QueueTotals>): boolean {
  return total > byStatus.ready + byStatus.failed + byStatus.skipped + byStatus.cancelled;
}
