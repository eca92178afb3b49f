import type { MediaFile, TrashReplacedRequest, TrashReplacedResponse } from '#contracts';

/** Where files lie that were deleted but can be taken back. */
const TRASH_FOLDER_ID = 'trash-root';

export interface ReplacedFiles {
  /** States of up to 100 files; those that are not there are left out. */
  read(fileIds: readonly string[]): Promise<readonly MediaFile[]>;
  trash(fileIds: readonly string[]): Promise<void>;
}

/**
 * Moves files to the trash whose place others have taken. Only where the new file is ready in the same folder: as long as
 * Wix works on it, it can still fail, and then the old one is all there is.
 */
export async function trashReplaced(
  files: ReplacedFiles,
  { replacements }: TrashReplacedRequest,
): Promise<TrashReplacedResponse> {
  const ids = new Set(replacements.flatMap(({ newFileId, oldFileId }) => [newFileId, oldFileId]));
  const found = new Map((await files.read([...ids])).map((file) => [file.id, file]));
  const judged = replacements.map(({ newFileId, oldFileId }) => ({
    oldFileId,
    verdict: judge(found.get(newFileId), found.get(oldFileId)),
  }));
  const toTrash = new Set(judged.filter(({ verdict }) => verdict === 'trash').map(({ oldFileId }) => oldFileId));
  if (toTrash.size > 0) await files.trash([...toTrash]);
  return {
    outcomes: judged.map(({ oldFileId, verdict }) => ({
      oldFileId,
      outcome: verdict === 'keep' ? 'kept' : 'trashed',
    })),
  };
}

function judge(newFile: MediaFile | undefined, oldFile: MediaFile | undefined): 'trash' | 'gone' | 'keep' {
  if (newFile?.operationStatus !== 'READY') return 'keep';
  if (!oldFile || oldFile.parentFolderId === TRASH_FOLDER_ID) return 'gone';
  return oldFile.parentFolderId === newFile.parentFolderId ? 'trash' : 'keep';
}
