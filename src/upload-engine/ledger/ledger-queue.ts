import type { LedgerItem } from '#contracts';
import type { BatchId, Destination, ItemId } from '../item.ts';
import type { SourceFile } from '../ports.ts';

/** One item of the ledger on its way back into the queue. */
export interface RestoredItem {
  readonly ledger: LedgerItem;
  /** The file, found again. Undefined for what Wix has already, unless its bytes are still to be compared with Wix's copy. */
  readonly source?: SourceFile;
}

/** What the ledger does to the queue. */
export interface LedgerQueue {
  /** Puts items of a batch back, in their states. Items that the queue has already stay as they are. */
  restore(
    batch: { readonly batchId: BatchId; readonly destination: Destination },
    items: readonly RestoredItem[],
  ): void;
  /** Another page drives the batch: nothing of it moves until `goOn`. */
  standBack(batchId: BatchId): void;
  goOn(batchId: BatchId): void;
  /** The ledger knows better than the queue, since another page drove in the meantime. */
  takeWord(items: readonly LedgerItem[]): void;
  /** Bytes are on their way. */
  isSending(): boolean;
  sourceOf(itemId: ItemId): SourceFile | undefined;
}
