import { z } from 'zod';
import { type Failure, failureSchema } from './failure.ts';
import { folderIdSchema } from './folders.ts';
import { batchIdSchema, type LeaseProof, leaseProofSchema } from './lease.ts';
import {
  FILE_ID_MAX_LENGTH,
  FILE_NAME_MAX_LENGTH,
  FOLDER_NAME_MAX_LENGTH,
  FOLDER_PATH_MAX_COUNT,
  LABEL_MAX_LENGTH,
  LABELS_MAX_COUNT,
  MIME_TYPE_MAX_LENGTH,
} from './media-limits.ts';
import { uploadIdSchema } from './tickets.ts';
import type { Verification } from './verification.ts';

/** Items or changes in one call of a ledger web method. */
export const LEDGER_ITEMS_PER_CALL = 500;
/** How long a lease lives without being renewed; a page renews it at a third of this. Milliseconds. */
export const LEASE_LIFETIME_MS = 30_000;
/** A path below the chosen folder, with the file's name. Characters. */
export const ITEM_PATH_MAX_LENGTH = 4096;

/** One open page. Made anew on each load, so that a reloaded page is somebody else than the one that died. */
export const holderIdSchema = z.uuid();

export interface Lease extends LeaseProof {
  readonly holderId: string;
  /** Milliseconds since 1970, by the server's clock. */
  readonly expiresAt: number;
}

export const destinationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('site-media'),
    folderId: folderIdSchema,
    /** Names from the top level down to the folder, as they were when the files were brought; absent where nobody wrote them down. */
    folderPath: z.array(z.string().max(FOLDER_NAME_MAX_LENGTH)).max(FOLDER_PATH_MAX_COUNT).optional(),
    private: z.boolean().optional(),
    labels: z.array(z.string().min(1).max(LABEL_MAX_LENGTH)).max(LABELS_MAX_COUNT).optional(),
  }),
  z.strictObject({ kind: z.literal('inbox-media') }),
]);

export const openBatchRequestSchema = z.strictObject({
  batchId: batchIdSchema,
  holderId: holderIdSchema,
  /** What a person knows the batch by: the dropped folder's name, or the first file's. */
  label: z.string().max(255),
  destination: destinationSchema,
});
export type OpenBatchRequest = z.infer<typeof openBatchRequestSchema>;

export const acquireLeaseRequestSchema = z.strictObject({
  batchId: batchIdSchema,
  holderId: holderIdSchema,
  /** Take it even from a living holder: the user said so. */
  takeOver: z.boolean().optional(),
});
export type AcquireLeaseRequest = z.infer<typeof acquireLeaseRequestSchema>;

/** Who drives a batch that somebody else wants. */
export interface LeaseHolder {
  readonly holderId: string;
  readonly userId: string;
  readonly expiresAt: number;
}
export type AcquireLeaseResponse = { readonly lease: Lease } | { readonly heldBy: LeaseHolder };

export const renewLeasesRequestSchema = z.strictObject({
  holderId: holderIdSchema,
  leases: z.array(leaseProofSchema).min(1).max(100),
});
export type RenewLeasesRequest = z.infer<typeof renewLeasesRequestSchema>;
export interface RenewLeasesResponse {
  /** Batches that somebody else drives now, or that are gone. */
  readonly lost: readonly string[];
  readonly expiresAt: number;
}

export const sampleHashSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const md5Schema = z.string().regex(/^[0-9a-f]{32}$/);

export const ledgerNewItemSchema = z.strictObject({
  uploadId: uploadIdSchema,
  name: z.string().min(1).max(1000),
  path: z.string().min(1).max(ITEM_PATH_MAX_LENGTH),
  /** Absent until it was read. */
  sizeInBytes: z.number().int().nonnegative().optional(),
  /** Milliseconds since 1970, from the file system. */
  lastModified: z.number().int(),
  /** Id of the file whose place in the folder this one takes: it goes to the trash once this one is ready. */
  replaces: z.string().min(1).max(FILE_ID_MAX_LENGTH).optional(),
});
export type LedgerNewItem = z.infer<typeof ledgerNewItemSchema>;

export const recordItemsRequestSchema = z.strictObject({
  lease: leaseProofSchema,
  items: z.array(ledgerNewItemSchema).min(1).max(LEDGER_ITEMS_PER_CALL),
});
export type RecordItemsRequest = z.infer<typeof recordItemsRequestSchema>;

/** A page's word is shown on other people's pages: a link that none but Wix may name is left out of it. */
const pageFailureSchema = failureSchema.omit({ upgradeUrl: true });

/** What a page may say about an item. That a file is ready is not among it: only the server says so, after asking Wix. */
export const ledgerChangeSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('checked'),
    uploadId: uploadIdSchema,
    sizeInBytes: z.number().int().nonnegative(),
    mimeType: z.string().max(MIME_TYPE_MAX_LENGTH),
    sampleHash: sampleHashSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('progressed'),
    uploadId: uploadIdSchema,
    bytesAccepted: z.number().int().nonnegative(),
    /** Where the resumable upload can be continued. Stored encrypted. */
    resumeUrl: z.url().max(8192).optional(),
  }),
  z.strictObject({
    type: z.literal('accepted'),
    uploadId: uploadIdSchema,
    fileId: z.string().min(1).max(FILE_ID_MAX_LENGTH),
    /** Of the bytes on the user's disk. */
    md5: md5Schema.optional(),
  }),
  /** The MD5 became known after the file was accepted. */
  z.strictObject({ type: z.literal('hashed'), uploadId: uploadIdSchema, md5: md5Schema }),
  z.strictObject({ type: z.literal('failed'), uploadId: uploadIdSchema, failure: pageFailureSchema }),
  z.strictObject({ type: z.literal('skipped'), uploadId: uploadIdSchema, failure: pageFailureSchema }),
  z.strictObject({ type: z.literal('cancelled'), uploadId: uploadIdSchema }),
  /** The user took a failed item off the list: it stays failed, and nobody waits for it any more. */
  z.strictObject({ type: z.literal('dismissed'), uploadId: uploadIdSchema }),
  /** A failed item was retried, or a stored copy differed and goes again. */
  z.strictObject({ type: z.literal('requeued'), uploadId: uploadIdSchema }),
]);
export type LedgerChange = z.infer<typeof ledgerChangeSchema>;

export const recordChangesRequestSchema = z.strictObject({
  lease: leaseProofSchema,
  changes: z.array(ledgerChangeSchema).min(1).max(LEDGER_ITEMS_PER_CALL),
});
export type RecordChangesRequest = z.infer<typeof recordChangesRequestSchema>;

export const ledgerStates = ['queued', 'sending', 'accepted', 'ready', 'failed', 'skipped', 'cancelled'] as const;
export type LedgerState = (typeof ledgerStates)[number];

export interface LedgerItem extends LedgerNewItem {
  readonly state: LedgerState;
  readonly bytesAccepted: number;
  readonly mimeType?: string;
  readonly sampleHash?: string;
  readonly fileId?: string;
  readonly url?: string;
  readonly verification?: Verification;
  readonly failure?: Failure;
  /** Only of a failed one: the user took it off the list. */
  readonly dismissed?: true;
}

export interface BatchSummary {
  readonly batchId: string;
  readonly label: string;
  readonly destination: z.infer<typeof destinationSchema>;
  readonly createdAt: number;
  readonly createdBy: string;
  /** Without dismissed items; so are the bytes. */
  readonly countByState: Readonly<Record<LedgerState, number>>;
  readonly bytesTotal: number;
  readonly bytesReady: number;
  /** False: all its files were picked or dropped by themselves. */
  readonly hasFolders: boolean;
  /** Absent: nobody drives it at present. */
  readonly heldBy?: LeaseHolder;
}

/** Batches of the site that still have queued, sending, accepted or failed items that are not dismissed, newest first, at most 100. */
export interface OpenBatches {
  readonly batches: readonly BatchSummary[];
}

export const loadBatchRequestSchema = z.strictObject({
  batchId: batchIdSchema,
  cursor: z.string().max(200).optional(),
});
export type LoadBatchRequest = z.infer<typeof loadBatchRequestSchema>;
/** In the order added, at most 500 a page. */
export interface LedgerPage {
  readonly items: readonly LedgerItem[];
  readonly nextCursor?: string;
}

export const matchFilesRequestSchema = z.strictObject({
  batchId: batchIdSchema,
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(ITEM_PATH_MAX_LENGTH),
        sizeInBytes: z.number().int().nonnegative(),
        lastModified: z.number().int(),
        sampleHash: sampleHashSchema.optional(),
      }),
    )
    .min(1)
    .max(LEDGER_ITEMS_PER_CALL),
});
export type MatchFilesRequest = z.infer<typeof matchFilesRequestSchema>;
/**
 * Which item of the batch each dropped file is, in the order asked; null: none of them. Path and size must be the same, and
 * the sampled hash where both sides know it, else the time: a name alone proves nothing.
 */
export interface MatchFilesResponse {
  readonly matches: readonly ({ readonly uploadId: string; readonly state: LedgerState } | null)[];
}

/** What has come to the batch's place by another upload since it was added needs no bytes any more. */
export const skipTwinsRequestSchema = z.strictObject({ lease: leaseProofSchema });
export type SkipTwinsRequest = z.infer<typeof skipTwinsRequestSchema>;

/** The rest of the batch is given up: what is queued or being sent becomes cancelled, and the batch is open no more. */
export const forgetBatchRequestSchema = z.strictObject({ lease: leaseProofSchema });
export type ForgetBatchRequest = z.infer<typeof forgetBatchRequestSchema>;

/**
 * `replaced`: it became ready, and lies in the trash now because a later upload of the site has taken its place. Such a file
 * has no address any more.
 */
export const historyStates = [...ledgerStates, 'replaced'] as const;
export type HistoryState = (typeof historyStates)[number];

export const historyRequestSchema = z.strictObject({
  cursor: z.string().max(200).optional(),
  /** Part of a file's name or of where it went: the folders of its batch's destination, then its path, `/` between. In any case. */
  search: z.string().trim().max(FILE_NAME_MAX_LENGTH).optional(),
  /** Files that went there are found as well. What the top of each kind of media is called, only the page knows. */
  place: z
    .strictObject({
      kind: z.enum(['site-media', 'inbox-media']),
      /** Where the folders and the path begin, from the top down. Empty: anywhere. */
      below: z.string().max(FILE_NAME_MAX_LENGTH),
    })
    .optional(),
  state: z.enum(historyStates).optional(),
});
export type HistoryRequest = z.infer<typeof historyRequestSchema>;

/** A file whose tickets were asked for outside of any batch has no `batchId` and no `lastModified`. */
export interface HistoryEntry extends Omit<LedgerItem, 'state' | 'lastModified' | 'dismissed'> {
  readonly state: HistoryState;
  readonly batchId?: string;
  readonly lastModified?: number;
  /** Where its batch goes; absent as `batchId` is. */
  readonly destination?: z.infer<typeof destinationSchema>;
  readonly userId: string;
  readonly createdAt: number;
  readonly finishedAt?: number;
}
/** Newest first, at most 500 a page. */
export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  readonly nextCursor?: string;
}

/** Erases what the ledger knows of the site's finished files, or of everything but the batches that somebody drives right now. */
export const eraseHistoryRequestSchema = z.strictObject({ what: z.enum(['finished', 'everything']) });
export type EraseHistoryRequest = z.infer<typeof eraseHistoryRequestSchema>;
export interface EraseHistoryResponse {
  readonly erased: number;
}
