import type { Failure } from '#contracts';
import type { BatchId, Destination, ItemId, ItemStatus, UploadItem } from './item.ts';
import type { FileBody, SourceFile } from './ports.ts';

/** Which items an order is for. */
export type Selection = 'all' | { readonly batchId: BatchId } | readonly ItemId[];

/** Totals of the whole queue; each file counts once. Kept incrementally: reading costs the same for 10 and for 100,000 files. */
export interface QueueSummary {
  readonly total: number;
  readonly byStatus: Readonly<Record<ItemStatus, number>>;
  /** Of the queued files, those of which nobody has said yet what becomes of them. */
  readonly held: number;
  /** Bytes of all files that are not cancelled, skipped or failed. Undefined sizes count 0 until known. */
  readonly bytesTotal: number;
  /** Bytes that have left the browser, of the same files. Never above `bytesTotal`, never falling while the set stays the same. */
  readonly bytesSent: number;
  /**
   * How much of the work is behind us, by bytes, 0 to 1. Falls only when there is more to do: files were added, or a failed
   * one is tried again.
   */
  readonly progress: number;
  /** Smoothed, bytes a second; undefined until stable. */
  readonly bytesPerSecond: number | undefined;
  /** Milliseconds; undefined until stable and while the line is down, kept as it was while paused. */
  readonly timeLeftMs: number | undefined;
  /** Goes up with every change of a file's status: who shows files by status need not look before it does. */
  readonly statusChanges: number;
  /** True while at least one item is checking, ticketing or sending: the leaving guard asks this. */
  readonly isBusy: boolean;
}

/** Names one folder of the queue. To be compared, not read. */
export type QueueFolderKey = string;

/** Files of the queue that lie in one folder, without those of its sub folders. Kept incrementally, as the summary is. */
export interface QueueFolder {
  readonly key: QueueFolderKey;
  /** Folders from the top, `/` between; empty for files that came without one. */
  readonly path: string;
  /** Where its first file goes: all of them go to that folder. */
  readonly destination: Destination;
  readonly total: number;
  readonly byStatus: Readonly<Record<ItemStatus, number>>;
  /** How much of it is behind us, by bytes. 0 to 1. */
  readonly progress: number;
}

export interface AddOptions {
  /** The files are listed and measured, and then wait until `settle` says what becomes of each. */
  readonly held?: boolean;
  /** Adds to this batch instead of a new one. */
  readonly batchId?: BatchId;
  /** Called for each file when its item has come into being; items are made in slices, after `add` has returned. */
  readonly onItem?: (id: ItemId, source: SourceFile) => void;
  /** Called once, when all files are in the list, and a long list was shown: before, nothing else should take the thread. */
  readonly onListed?: () => void;
}

/** What was decided about a held file. */
export type HeldVerdict =
  /**
   * `sentAs`: the name that Wix gets, where it is not the one on the disk. `replaces`: id of the file that goes to the trash
   * once this one is ready; it takes a ledger to remember that.
   */
  | { readonly action: 'send'; readonly sentAs?: string; readonly replaces?: string }
  | { readonly action: 'skip' | 'refuse'; readonly failure: Failure };

/** The queue as the page sees it. All methods return at once; work goes on in the background. */
export interface UploadEngine {
  /** Adds files as one batch. Adding is sliced: the list grows over several tasks, none over 8 ms of ours. */
  add(files: Iterable<SourceFile>, destination: Destination, options?: AddOptions): BatchId;
  /** Ends the wait of held files. The first verdict on a file counts; one that is cancelled meanwhile stays cancelled. */
  settle(verdicts: Iterable<readonly [ItemId, HeldVerdict]>): void;
  pause(selection: Selection): void;
  resume(selection: Selection): void;
  cancel(selection: Selection): void;
  /** Failed items start again, from the accepted bytes where the protocol allows. Other items are left alone. */
  retry(selection: Selection): void;
  /** Puts queued items before all others. */
  sendNext(selection: Selection): void;
  /** Keeps what leaves below so many bytes a second, above 0, from now on; undefined: as fast as it goes. */
  setSpeedLimit(bytesPerSecond: number | undefined): void;
  /** The page cannot keep up with who looks at it: for half a second small files go one at a time. Ask again as often as need be. */
  giveWay(): void;
  /** Takes ready, skipped and cancelled items out of the list. */
  clearFinished(): void;
  /** Takes failed items out of the list for good: nobody will do anything for them any more. Other items are left alone. */
  remove(selection: Selection): void;

  getItem(id: ItemId): UploadItem | undefined;
  /** The file behind an item. Of one that another page has sent there is only an empty object. */
  getBody(id: ItemId): FileBody | undefined;
  /** Ids in the order added. The same array until the list itself changes. */
  getItemIds(): readonly ItemId[];
  getSummary(): QueueSummary;
  /**
   * Folders batch by batch, in the order added, and those of a batch by name, as people count, each before those in it. The
   * same array until a folder comes or goes.
   */
  getFolderKeys(): readonly QueueFolderKey[];
  /** The same object until a file of the folder changes. */
  getFolder(key: QueueFolderKey): QueueFolder | undefined;
  /** Ids by name, as people count: `img2` before `img10`. The same array until a file comes into the folder or leaves it. */
  getFolderItemIds(key: QueueFolderKey): readonly ItemId[];
  /** At most once a frame and twenty times a second. Each returns its own unsubscribe. */
  subscribeItem(id: ItemId, listener: () => void): () => void;
  subscribeItemIds(listener: () => void): () => void;
  /** Hears when what `getFolder` answers has changed. */
  subscribeFolder(key: QueueFolderKey, listener: () => void): () => void;
  subscribeSummary(listener: () => void): () => void;

  /** Stops everything that runs; nothing is reported afterwards. */
  dispose(): void;
}
