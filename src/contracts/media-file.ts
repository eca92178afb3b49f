import { z } from 'zod';
import { FILE_ID_MAX_LENGTH } from './media-limits.ts';
import { verifications } from './verification.ts';

export const operationStatusSchema = z.enum(['PENDING', 'READY', 'FAILED']);
export type OperationStatus = z.infer<typeof operationStatusSchema>;

/** A file of the site as Wix describes it, reduced to what Uplift uses. Sizes in bytes. */
export const mediaFileSchema = z.object({
  id: z.string().min(1).max(FILE_ID_MAX_LENGTH),
  displayName: z.string(),
  url: z.string(),
  parentFolderId: z.string().optional(),
  /** Hash of the stored bytes; empty while PENDING. Wix does not document the algorithm. */
  hash: z.string(),
  sizeInBytes: z.number().int().nonnegative().optional(),
  mediaType: z.string(),
  operationStatus: operationStatusSchema,
  thumbnailUrl: z.string().optional(),
  /** How the stored bytes compare with those on the user's disk. Only our own server says it; absent: not known (yet). */
  verification: z.enum(verifications).optional(),
});
export type MediaFile = z.infer<typeof mediaFileSchema>;

/** The upload host answers in REST form (`id`), the SDK in its own (`_id`): both are taken. */
const wireFileSchema = z.object({
  id: z.string().optional(),
  _id: z.string().optional(),
  displayName: z.string().optional(),
  url: z.string().optional(),
  parentFolderId: z.string().nullish(),
  hash: z.string().nullish(),
  sizeInBytes: z.union([z.string(), z.number()]).nullish(),
  mediaType: z.string().optional(),
  operationStatus: operationStatusSchema.optional().catch(undefined),
  thumbnailUrl: z.string().nullish(),
});

/**
 * Turns a file descriptor of either form into a MediaFile.
 * A descriptor without `operationStatus` counts as PENDING: never claim ready what nobody said is ready.
 * @returns undefined when it is no descriptor (no id).
 */
export function toMediaFile(wire: unknown): MediaFile | undefined {
  const parsed = wireFileSchema.safeParse(wire);
  if (!parsed.success) return undefined;
  const file = parsed.data;
  const id = file.id ?? file._id;
  if (id === undefined || id === '') return undefined;
  const sizeInBytes = Number(file.sizeInBytes ?? Number.NaN);
  return {
    id,
    displayName: file.displayName ?? '',
    url: file.url ?? '',
    hash: file.hash ?? '',
    mediaType: file.mediaType ?? 'UNKNOWN',
    operationStatus: file.operationStatus ?? 'PENDING',
    ...(file.parentFolderId ? { parentFolderId: file.parentFolderId } : {}),
    ...(Number.isSafeInteger(sizeInBytes) && sizeInBytes >= 0 ? { sizeInBytes } : {}),
    ...(file.thumbnailUrl ? { thumbnailUrl: file.thumbnailUrl } : {}),
  };
}
