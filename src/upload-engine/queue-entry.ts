import type { UploadTicket } from '#contracts';
import type { UploadItem } from './item.ts';
import type { SourceFile } from './ports.ts';

export type TusTicket = Extract<UploadTicket, { protocol: 'tus' }>;

/**
 * What the engine keeps of one item beside the snapshot that the list shows. Mutable and private to the engine:
 * one object per file for its whole life, so that 100,000 files cost no copying.
 */
export interface QueueEntry {
  item: UploadItem;
  /** Another one when the user picked the file again. */
  source: SourceFile;
  /** Time of the last change on the disk when the file was checked: what "changed" is compared with. Reading it costs as much as the size. */
  lastModified: number;
  /** True once its size was read, or could not be: before, nobody knows where it belongs in the order. */
  isMeasured: boolean;
  /** Put before all others by the user. */
  isUrgent: boolean;
  /** True while the scheduler holds it. */
  isScheduled: boolean;
  /** A resumable upload under way: goes on with this ticket as long as the host knows it. */
  resumable: TusTicket | undefined;
  /** Bytes that the host confirmed in the upload now alive; 0 again when a new upload begins. */
  bytesAccepted: number;
  /** The furthest that bytes ever got: what totals count, and what "progress" means to the retry policy. */
  bytesReached: number;
  /** `bytesReached` when the last try failed. */
  bytesAtLastFailure: number;
  /** Tries since the last new byte. */
  fruitlessAttempts: number;
  /** Refused tickets in a row. */
  ticketsRefused: number;
  /** Times that the stored copy had another size. */
  differingCopies: number;
}

export function newQueueEntry(item: UploadItem, source: SourceFile): QueueEntry {
  return {
    item,
    source,
    lastModified: Number.NaN,
    isMeasured: false,
    isUrgent: false,
    isScheduled: false,
    resumable: undefined,
    bytesAccepted: 0,
    bytesReached: 0,
    bytesAtLastFailure: 0,
    fruitlessAttempts: 0,
    ticketsRefused: 0,
    differingCopies: 0,
  };
}

/** Forgets the upload under way; the next try starts from the first byte. What the totals counted stays counted. */
export function forgetUpload(entry: QueueEntry): void {
  entry.resumable = undefined;
  entry.bytesAccepted = 0;
}

/** A person asked for another go: old failures are forgiven, accepted bytes are kept. */
export function forgiveFailures(entry: QueueEntry): void {
  entry.fruitlessAttempts = 0;
  entry.ticketsRefused = 0;
  entry.differingCopies = 0;
}
