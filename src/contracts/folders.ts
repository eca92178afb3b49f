import { z } from 'zod';
import { FOLDER_ID_MAX_LENGTH, FOLDER_NAME_MAX_LENGTH, FOLDER_SEARCH_MAX_LENGTH } from './media-limits.ts';

/**
 * An id as Wix makes them: `media-root`, `visitor-uploads`, `trash-root` or 32 hex digits.
 * The SDK puts it into a URL path unescaped, so nothing else may pass.
 */
export const folderIdSchema = z
  .string()
  .min(1)
  .max(FOLDER_ID_MAX_LENGTH)
  .regex(/^[A-Za-z0-9_~-]+$/);

export const folderSchema = z.object({
  id: folderIdSchema,
  displayName: z.string(),
  parentFolderId: z.string().optional(),
  /** Milliseconds since 1970. */
  createdAt: z.number().optional(),
});
export type Folder = z.infer<typeof folderSchema>;

export const listFoldersRequestSchema = z.strictObject({
  parentFolderId: folderIdSchema,
  cursor: z.string().min(1).max(16_000).optional(),
});
export type ListFoldersRequest = z.infer<typeof listFoldersRequestSchema>;

export const searchFoldersRequestSchema = z.strictObject({
  search: z.string().trim().min(1).max(FOLDER_SEARCH_MAX_LENGTH),
  cursor: z.string().min(1).max(16_000).optional(),
});
export type SearchFoldersRequest = z.infer<typeof searchFoldersRequestSchema>;

/** One page of folders, at most 100, by name; `nextCursor` is absent on the last page. */
export interface FolderPage {
  readonly folders: readonly Folder[];
  readonly nextCursor?: string;
}

export const createFolderRequestSchema = z.strictObject({
  parentFolderId: folderIdSchema,
  displayName: z.string().trim().min(1).max(FOLDER_NAME_MAX_LENGTH),
});
export type CreateFolderRequest = z.infer<typeof createFolderRequestSchema>;

export const getFolderRequestSchema = z.strictObject({ folderId: folderIdSchema });
export type GetFolderRequest = z.infer<typeof getFolderRequestSchema>;
