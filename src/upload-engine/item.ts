import type { Failure, MediaFile } from '#contracts';

/** Page-made UUID; also the `uploadId` of the contracts. */
export type ItemId = string;
export type BatchId = string;

/** Where a batch goes. Inbox media has no folders. */
export type Destination =
  | {
      readonly kind: 'site-media';
      readonly folderId: string;
      /** Names from the top level down to the folder, for people; absent where nobody knows them. */
      readonly folderPath?: readonly string[];
      readonly private?: boolean;
      readonly labels?: readonly string[];
    }
  | { readonly kind: 'inbox-media' };

/** Why an item waits although nobody stopped it. Waiting is never a failure. `other-page`: another open page sends the batch. */
export type WaitReason = 'offline' | 'rate-limit' | 'retry' | 'server-unavailable' | 'other-page';

/** What the queue keeps of a file that Wix has: of ten thousand files each word more would stay in memory. */
export type StoredFile = Pick<MediaFile, 'id' | 'url' | 'verification'>;

/**
 * One file's life. *Sent* (bytes left the browser), *accepted* (Wix took the file) and *ready* (Wix finished
 * processing) are three different facts. A file that rests keeps the `bytesSent` at which it stopped, although Wix's host
 * may have taken less of it (`bytesAccepted`).
 */
export type ItemState =
  | { readonly status: 'queued' }
  | { readonly status: 'checking' }
  | { readonly status: 'ticketing' }
  | { readonly status: 'sending'; readonly bytesSent: number; readonly bytesAccepted: number }
  | { readonly status: 'paused'; readonly bytesSent: number; readonly bytesAccepted: number }
  | {
      readonly status: 'waiting';
      readonly reason: WaitReason;
      /** When it goes on by itself, in milliseconds of the engine's clock; absent: when the reason goes away. */
      readonly until?: number;
      readonly failure?: Failure;
      readonly bytesSent: number;
      readonly bytesAccepted: number;
    }
  | { readonly status: 'accepted'; readonly file: StoredFile }
  | { readonly status: 'ready'; readonly file: StoredFile }
  | { readonly status: 'failed'; readonly failure: Failure }
  | { readonly status: 'skipped'; readonly failure: Failure }
  | { readonly status: 'cancelled' };

export type ItemStatus = ItemState['status'];

/** What the list shows of one file. A new object on every change of this file, the same object otherwise. */
export interface UploadItem {
  readonly id: ItemId;
  readonly batchId: BatchId;
  readonly name: string;
  /** Path below the chosen folder, with the name, `/` between parts: `Wedding/Church/001.jpg`. Just the name for a plain pick. */
  readonly path: string;
  /** Undefined until it was read (reading sizes of thousands of files blocks, so it is sliced). */
  readonly sizeInBytes: number | undefined;
  readonly mimeType: string;
  /** The name that Wix gets, where it is not the one on the disk. */
  readonly sentAs?: string;
  /** Id of the file whose place it takes, and which goes to the trash once this one is ready. */
  readonly replaces?: string;
  /** True as long as nobody has said what becomes of the file: it is listed, and does not move. */
  readonly isHeld?: boolean;
  readonly destination: Destination;
  /**
   * The furthest that bytes of the file ever got, as the totals count it: it never goes back, not even while bytes go a second
   * time. Absent before the first. Bytes.
   */
  readonly bytesReached?: number;
  readonly state: ItemState;
}
