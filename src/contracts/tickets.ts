import { z } from 'zod';
import type { Failure } from './failure.ts';
import { folderIdSchema } from './folders.ts';
import { leaseProofSchema } from './lease.ts';
import type { MediaFile } from './media-file.ts';
import {
  FILE_ID_MAX_LENGTH,
  FILE_IDS_PER_CALL,
  FILE_NAME_MAX_LENGTH,
  LABEL_MAX_LENGTH,
  LABELS_MAX_COUNT,
  MIME_TYPE_MAX_LENGTH,
  TICKETS_PER_CALL,
} from './media-limits.ts';

/** The page's own id of one upload: a UUID. It comes back in Wix's events as `externalInfo.externalIds[0]` where Wix takes it. */
export const uploadIdSchema = z.uuid();

const mimeTypeSchema = z
  .string()
  .max(MIME_TYPE_MAX_LENGTH)
  .regex(/^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/i);

const ticketFileSchema = z.strictObject({
  uploadId: uploadIdSchema,
  fileName: z.string().min(1).max(FILE_NAME_MAX_LENGTH),
  mimeType: mimeTypeSchema,
  sizeInBytes: z.number().int().positive(),
});

/** A file for Site media, right in the folder named. */
export const mediaTicketFileSchema = ticketFileSchema.extend({
  parentFolderId: folderIdSchema,
  /** As in the ledger, which may hear of the upload later than Wix. */
  replaces: z.string().min(1).max(FILE_ID_MAX_LENGTH).optional(),
  private: z.boolean().optional(),
  /** A small file that is to be sent in pieces all the same. */
  inPieces: z.literal(true).optional(),
  labels: z.array(z.string().min(1).max(LABEL_MAX_LENGTH)).max(LABELS_MAX_COUNT).optional(),
});
export type MediaTicketFile = z.infer<typeof mediaTicketFileSchema>;

/** A file for Inbox media: that API has no folder, size, label or privacy. The size stays with us. */
export const inboxTicketFileSchema = ticketFileSchema;
export type InboxTicketFile = z.infer<typeof inboxTicketFileSchema>;

/** Given: the call is refused with LEASE_LOST when somebody else drives the batch meanwhile. */
const ticketsLeaseSchema = leaseProofSchema.optional();

export const mediaTicketsRequestSchema = z.strictObject({
  files: z.array(mediaTicketFileSchema).min(1).max(TICKETS_PER_CALL),
  lease: ticketsLeaseSchema,
});
export type MediaTicketsRequest = z.infer<typeof mediaTicketsRequestSchema>;

export const inboxTicketsRequestSchema = z.strictObject({
  files: z.array(inboxTicketFileSchema).min(1).max(TICKETS_PER_CALL),
  lease: ticketsLeaseSchema,
});
export type InboxTicketsRequest = z.infer<typeof inboxTicketsRequestSchema>;

/**
 * What Wix gives for one upload. Use it at once or throw it away; never log it.
 * `resumeUrl` is there when an earlier try of the same upload can be continued: the host knows the true offset.
 */
export type UploadTicket =
  | { readonly protocol: 'put'; readonly uploadUrl: string }
  | { readonly protocol: 'tus'; readonly uploadUrl: string; readonly uploadToken: string; readonly resumeUrl?: string };

/**
 * One outcome per asked file, in the order asked: one bad file never takes the others with it.
 * `file` instead of a ticket: an earlier try of the same upload did arrive (its answer was lost), so nothing must be sent again.
 */
export type TicketOutcome =
  | { readonly uploadId: string; readonly ticket: UploadTicket }
  | { readonly uploadId: string; readonly file: MediaFile }
  | { readonly uploadId: string; readonly failure: Failure };

export interface TicketsResponse {
  readonly outcomes: readonly TicketOutcome[];
}

export const fileStatesRequestSchema = z.strictObject({
  fileIds: z.array(z.string().min(1).max(FILE_ID_MAX_LENGTH)).min(1).max(FILE_IDS_PER_CALL),
});
export type FileStatesRequest = z.infer<typeof fileStatesRequestSchema>;
