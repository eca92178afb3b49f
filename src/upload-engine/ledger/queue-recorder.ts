import type { BatchId, Destination, ItemId, StoredFile, UploadItem } from '../item.ts';
import type { SourceFile } from '../ports.ts';
import type { TransitionObserver } from '../queue-store.ts';

/**
 * Where the queue's life is written down. Each is called at once and in order: an item's batch before the item, the item
 * before what happens to it. Keep them cheap; they must not throw.
 */
export interface QueueRecorder {
  batchAdded(batch: { readonly batchId: BatchId; readonly label: string; readonly destination: Destination }): void;
  /** The item's size was read, or could not be. */
  itemAdded(item: UploadItem, source: SourceFile): void;
  readonly transitioned: TransitionObserver;
  /** The user took a failed item off the list. */
  dismissed(item: UploadItem): void;
  /** The bytes of an accepted file are here again, and nobody has compared them with Wix's copy. */
  bytesFound(item: UploadItem, file: StoredFile): void;
  /** A secret. */
  resumeUrlKnown(item: UploadItem, resumeUrl: string, bytesAccepted: number): void;
  /** True while Wix's READY in the upload's own answer is not enough: the readiness source will tell. */
  awaitsVerification(itemId: ItemId): boolean;
}
