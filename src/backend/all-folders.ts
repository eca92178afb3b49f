import type { Folder } from '#contracts';
import { type FolderPurpose, readFolders } from './wix-folders.ts';

/** All folders right below a folder, page after page. */
export async function readAllFolders(parentFolderId: string, purpose: FolderPurpose): Promise<readonly Folder[]> {
  const all: Folder[] = [];
  let cursor: string | undefined;
  do {
    const page = await readFolders(parentFolderId, cursor, purpose);
    all.push(...page.folders);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return all;
}
