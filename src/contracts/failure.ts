import { z } from 'zod';

/**
 * Every reason for which something can fail, in one list. The page has a sentence for each.
 * Wix's own codes keep Wix's spelling; where Wix has two spellings the one of the files API is used
 * (the Inbox API writes MIME_TYPE_MISMATCH for MISMATCH_MIME_TYPE).
 */
export const failureCodes = [
  // Wix says so about the file (files.generateFileUploadUrl, …ResumableUploadUrl, communicationChannelsMedia)
  'MISMATCH_MIME_TYPE',
  'ZERO_FILE_SIZE',
  'UNSUPPORTED_FILE_FORMAT',
  'FILE_SIZE_OVER_LIMIT',
  'SITE_QUOTA_EXCEEDED',
  // Wix says so about the call
  'FOLDER_NOT_FOUND',
  'RATE_LIMITED',
  'WIX_UNAVAILABLE',
  'WIX_REFUSED',
  // who is calling
  'TOKEN_MISSING',
  'TOKEN_INVALID',
  'TOKEN_FORBIDDEN',
  'MEDIA_PERMISSION_REQUIRED',
  // two pages and one batch
  'LEASE_LOST',
  // our own boundary
  'INVALID_ARGUMENT',
  'SERVER_UNAVAILABLE',
  'INTERNAL',
  // the line between the browser and the upload host
  'NETWORK',
  'STALLED',
  'TICKET_EXPIRED',
  'UPLOAD_REFUSED',
  // the file on the user's disk
  'FILE_UNREADABLE',
  'FILE_CHANGED',
  'FILE_NAME_TOO_LONG',
  'PATH_TOO_LONG',
  'FOLDER_UNREADABLE',
  // left out of a batch, by the plan or by the user
  'ALREADY_THERE',
  'ALREADY_IN_LIST',
  'NAME_TAKEN',
  // after the bytes arrived
  'STORED_COPY_DIFFERS',
  'PROCESSING_FAILED',
] as const;

export const failureCodeSchema = z.enum(failureCodes);
export type FailureCode = z.infer<typeof failureCodeSchema>;

/** One failure as it travels from where it was found to the person who reads it. */
export const failureSchema = z.object({
  code: failureCodeSchema,
  /** What Wix (or the browser) said, for failures that the page has no better words for. At most 1,000 characters. */
  message: z.string().max(1000).optional(),
  /** Wix's own code where `code` is WIX_REFUSED. */
  wixCode: z.string().max(200).optional(),
  /** `x-wix-request-id` of the refused call: what Wix's support asks for. */
  requestId: z.string().max(200).optional(),
  /** Name of the wrong field where `code` is INVALID_ARGUMENT. */
  field: z.string().max(200).optional(),
  /** Milliseconds to wait before trying again, where somebody told us. */
  retryAfterMs: z.number().int().nonnegative().optional(),
  /** Where the site owner can get more room, where `code` is SITE_QUOTA_EXCEEDED and Wix said it. */
  upgradeUrl: z.url({ protocol: /^https$/ }).optional(),
});
export type Failure = z.infer<typeof failureSchema>;

/**
 * Failures that a later try of the same thing can cure without anybody doing anything.
 * All others need a person: another file, another folder, more room, more rights.
 */
const transientCodes: ReadonlySet<FailureCode> = new Set([
  'RATE_LIMITED',
  'WIX_UNAVAILABLE',
  'SERVER_UNAVAILABLE',
  'NETWORK',
  'STALLED',
  'TICKET_EXPIRED',
  'STORED_COPY_DIFFERS',
]);

export function isTransient(failure: Failure): boolean {
  return transientCodes.has(failure.code);
}
