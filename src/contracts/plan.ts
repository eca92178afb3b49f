import { z } from 'zod';
import type { Failure } from './failure.ts';
import { folderIdSchema } from './folders.ts';
import { FILE_NAME_MAX_LENGTH, FOLDER_NAME_MAX_LENGTH } from './media-limits.ts';
import { uploadIdSchema } from './tickets.ts';

/** Paths in one call. Our own choice: with the quota of 200 calls a minute used up, a call of this size takes about a minute. */
export const FOLDER_PATHS_PER_CALL = 200;
/** Levels of folders in one path. Wix names no limit; operating systems end far below. */
export const FOLDER_DEPTH_MAX = 100;
/** Names in one call that looks for files sent before, of all folders together: five calls to Wix at most. Our own choice. */
export const SENT_FILES_PER_CALL = 500;
/** Replacements in one call: two ids each of the 100 that one getFileDescriptors call takes. */
export const REPLACEMENTS_PER_CALL = 50;

/** One folder's name: no path in disguise. */
export const folderNameSchema = z
  .string()
  .min(1)
  .max(FOLDER_NAME_MAX_LENGTH)
  .refine((name) => !name.includes('/') && name !== '.' && name !== '..' && name.trim() === name, {
    error: 'must be one plain name',
  });

/** Folders below one folder, each as its names from the top: `['Wedding', 'Church']`. */
export const folderPathsRequestSchema = z.strictObject({
  parentFolderId: folderIdSchema,
  paths: z.array(z.array(folderNameSchema).min(1).max(FOLDER_DEPTH_MAX)).min(1).max(FOLDER_PATHS_PER_CALL),
});
export type FolderPathsRequest = z.infer<typeof folderPathsRequestSchema>;

/** One outcome per asked path, in the order asked; a folder that Wix refuses takes only the paths through it with it. */
export type EnsuredFolder =
  | { readonly path: readonly string[]; readonly folderId: string; readonly created: boolean }
  | { readonly path: readonly string[]; readonly failure: Failure };
export interface EnsureFoldersResponse {
  readonly folders: readonly EnsuredFolder[];
}

/** Only the folders that are there. */
export interface FoundFolders {
  readonly folders: readonly { readonly path: readonly string[]; readonly folderId: string }[];
}

export const existingFilesRequestSchema = z.strictObject({
  folderId: folderIdSchema,
  cursor: z.string().min(1).max(16_000).optional(),
});
export type ExistingFilesRequest = z.infer<typeof existingFilesRequestSchema>;

/** A file that lies in the target folder already. */
export interface ExistingFile {
  readonly id: string;
  readonly name: string;
  /** Absent when Wix does not say, as for imports that still run. */
  readonly sizeInBytes?: number;
  /**
   * Of the stored bytes, 32 lower-case hex digits. Wix does not document how it hashes, so this is there only for kinds of
   * media for which files sent from this site have shown that Wix's hash is the MD5 of what was sent.
   */
  readonly md5?: string;
  /** Milliseconds since 1970, when Wix got it. */
  readonly addedAt?: number;
}
/** One page of the files right in a folder, at most 100; `nextCursor` is absent on the last page. */
export interface ExistingFilesPage {
  readonly files: readonly ExistingFile[];
  readonly nextCursor?: string;
}

/** Names of files in folders of the site, as Wix knows them: 1 to `SENT_FILES_PER_CALL` in all. */
export const sentFilesRequestSchema = z.strictObject({
  folders: z
    .array(
      z.strictObject({
        folderId: folderIdSchema,
        names: z.array(z.string().min(1).max(FILE_NAME_MAX_LENGTH)).min(1).max(SENT_FILES_PER_CALL),
      }),
    )
    .min(1)
    .max(SENT_FILES_PER_CALL)
    .refine((folders) => folders.reduce((sum, { names }) => sum + names.length, 0) <= SENT_FILES_PER_CALL, {
      error: `must hold at most ${SENT_FILES_PER_CALL} names`,
    }),
});
export type SentFilesRequest = z.infer<typeof sentFilesRequestSchema>;

/** A file that was sent from here, and that Wix says lies in that folder still. */
export interface SentFile extends ExistingFile {
  readonly folderId: string;
}
/** What is missing here may be there all the same. */
export interface SentFilesResponse {
  readonly files: readonly SentFile[];
}

export const trashReplacedRequestSchema = z.strictObject({
  uploadIds: z.array(uploadIdSchema).min(1).max(REPLACEMENTS_PER_CALL),
});
export type TrashReplacedRequest = z.infer<typeof trashReplacedRequestSchema>;

/**
 * What became of a file whose place an upload takes. `trashed`: it lies in Wix's trash, or did already. `kept`: the two do
 * not lie in the same folder, are one file, the new one is not there any more, or the user gave the upload up, so nothing
 * was touched.
 */
export const replacementOutcomes = ['trashed', 'kept'] as const;
export type ReplacementOutcome = (typeof replacementOutcomes)[number];

/** In the order asked. `waiting`: the new file is not ready, or the ledger does not know yet what the upload replaces. */
export interface TrashReplacedResponse {
  readonly outcomes: readonly { readonly uploadId: string; readonly outcome: ReplacementOutcome | 'waiting' }[];
}
