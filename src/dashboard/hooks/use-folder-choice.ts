import { useCallback, useRef, useState } from 'react';
import { type Failure, type Folder, ROOT_FOLDER_ID } from '#contracts';
import { createFolder, getFolder } from '../../backend/folders.web.ts';
import { toFailure } from './to-failure.ts';

/** No tree of folders is deeper than this many parents; a circle in wrong data ends here. */
const MOST_PARENTS = 50;

/** The folders above a folder, from the top level down, without it. Stops at the top, or where a parent is not told. */
export async function findParents(folder: Folder): Promise<readonly Folder[]> {
  const parents: Folder[] = [];
  let parentId = folder.parentFolderId;
  while (parentId !== undefined && parentId !== ROOT_FOLDER_ID && parents.length < MOST_PARENTS) {
    const parent: Folder = (await getFolder({ folderId: parentId })).folder;
    parents.unshift(parent);
    parentId = parent.parentFolderId;
  }
  return parents;
}

export type FolderCreation =
  | { readonly status: 'idle' }
  | { readonly status: 'creating' }
  | { readonly status: 'failed'; readonly failure: Failure };

/** Makes one folder at a time: the same name asked twice at once would make two folders. */
export function useCreateFolder(onCreated: (folder: Folder) => void) {
  const [creation, setCreation] = useState<FolderCreation>({ status: 'idle' });
  const isCreating = useRef(false);
  const create = useCallback(
    async (parentFolderId: string, displayName: string) => {
      if (isCreating.current) return;
      isCreating.current = true;
      setCreation({ status: 'creating' });
      try {
        const { folder } = await createFolder({ parentFolderId, displayName });
        setCreation({ status: 'idle' });
        onCreated(folder);
      } catch (error) {
        setCreation({ status: 'failed', failure: toFailure(error) });
      } finally {
        isCreating.current = false;
      }
    },
    [onCreated],
  );
  const reset = useCallback(() => setCreation({ status: 'idle' }), []);
  return { creation, create, reset };
}
