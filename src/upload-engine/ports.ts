import type { Failure, LeaseProof, MediaFile, TicketOutcome, UploadTicket } from '#contracts';
import type { BatchId, Destination, ItemId } from './item.ts';

/** The bytes of one picked file. In the browser a `File`; the core never looks inside. */
export type FileBody = object;

/** One file as it was picked or dropped. Reading `sizeInBytes()` may cost 0.2 ms the first time: ask late and in slices. */
export interface SourceFile {
  readonly name: string;
  /** Path with the name, `/` between parts, no leading slash. */
  readonly path: string;
  /** The browser's guess; may be empty. */
  readonly type: string;
  readonly lastModified: number;
  readonly body: FileBody;
  sizeInBytes(): number;
  /**
   * Throws when the file cannot be read any more (deleted, moved, unplugged, no right). Reads at most `length` bytes from
   * the start. `wasRead`: bytes of it were read before, so that a right to read it was there.
   */
  readHead(length: number, wasRead?: boolean): Promise<Uint8Array>;
  /**
   * Reads a small file whole, so that looking at it, hashing it and sending it share one reading; does nothing for a larger
   * one. Throws as `readHead` does, which is served from the bytes held until `letGo`.
   */
  hold?(): Promise<void>;
  /** The bytes that are held, to be used in place of `body`. */
  held?(): FileBody | undefined;
  /** The next reading is one of the disk again. */
  letGo?(): void;
}

/** The bytes as they are cheapest to have. */
export function bytesOf(source: SourceFile): FileBody {
  return source.held?.() ?? source.body;
}

export interface TicketRequest {
  readonly uploadId: ItemId;
  readonly batchId: BatchId;
  /** Proves that this page drives the batch; absent where nobody keeps leases, or before there is one. */
  readonly lease?: LeaseProof;
  readonly fileName: string;
  readonly mimeType: string;
  readonly sizeInBytes: number;
  /** Wishes for a ticket of the kind that can be sent in pieces, although the file is small. Not everybody has one to give. */
  readonly inPieces?: true;
  /** Folders between the destination folder and the file, `/` between; absent for none. */
  readonly folderPath?: string;
  /** Id of the file whose place it takes. */
  readonly replaces?: string;
  readonly destination: Destination;
}

/** Gets tickets, up to 50 a call (`TICKETS_PER_CALL`). Rejects with a `FailureError` when the whole call failed. */
export interface TicketSource {
  requestTickets(requests: readonly TicketRequest[], signal: AbortSignal): Promise<readonly TicketOutcome[]>;
}

export interface TransportEvents {
  /** Bytes that left the browser so far. */
  onSent(bytesSent: number): void;
  /** Bytes that the host confirmed (resumable only). */
  onAccepted(bytesAccepted: number): void;
  /** The address under which a resumable upload can be continued. A secret: never logged. */
  onResumeUrl(resumeUrl: string): void;
}

export interface TransportJob {
  readonly ticket: UploadTicket;
  readonly body: FileBody;
  readonly fileName: string;
  readonly mimeType: string;
  readonly sizeInBytes: number;
  /** For who sends in pieces: keeps them to the pace. Absent: as fast as it goes. */
  readonly pieces?: Pieces;
}

/** Leave to send, piece by piece. */
export interface Pieces {
  /** The most bytes that should leave in one request now. Infinity without a limit. */
  largest(): number;
  /** Resolves when the next so many bytes may leave. Rejects with the signal's reason when the try is aborted. */
  next(bytes: number): Promise<void>;
  /** Hears when `largest` may have changed. @returns unsubscribe */
  onLimitChanged(listener: () => void): () => void;
}

/** Moves one file's bytes. One terminal outcome: resolves with the accepted file or rejects with a `FailureError`; aborting rejects with the signal's reason. */
export interface Transport {
  send(job: TransportJob, events: TransportEvents, signal: AbortSignal): Promise<MediaFile>;
  /** Ends a resumable upload on the host, where the host can. Never rejects for "already gone". */
  terminate(resumeUrl: string): Promise<void>;
}

/** Asks whether accepted files are ready: up to 100 ids a call (`FILE_IDS_PER_CALL`). */
export interface ReadinessSource {
  getFileStates(fileIds: readonly string[], signal: AbortSignal): Promise<readonly MediaFile[]>;
  /** Files that became ready or failed, as soon as somebody says so; files of others may be among them. Asking goes on for the rest. */
  subscribe?(listener: (file: MediaFile) => void): () => void;
}

/** Time, so that tests can hold it still. Milliseconds. */
export interface Clock {
  now(): number;
  setTimeout(callback: () => void, delayMs: number): () => void;
  /** Calls back before the next paint (browser) or after 100 ms; returns cancel. */
  nextFrame(callback: () => void): () => void;
  /** Gives the thread back and continues in a new task. */
  yield(): Promise<void>;
}

/** A hint, never the truth: the browser may say online without a line, and offline with one. */
export interface Connectivity {
  isOnline(): boolean;
  subscribe(listener: () => void): () => void;
}

/** The one error class that crosses the ports. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message ?? failure.code, options);
    this.name = 'FailureError';
    this.failure = failure;
  }
}
