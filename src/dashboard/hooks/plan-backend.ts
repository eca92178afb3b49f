import type { FolderMaker, TargetReader } from '#upload-engine';
import { findSentFiles, listExistingFiles } from '../../backend/existing-files.web.ts';
import { ensureFolders, lookUpFolders } from '../../backend/folder-tree.web.ts';

const copied = (paths: readonly (readonly string[])[]) => paths.map((path) => [...path]);

/** Looks into the site's folders through our server. */
export const targetReader: TargetReader = {
  async lookUpFolders(parentFolderId, paths) {
    return (await lookUpFolders({ parentFolderId, paths: copied(paths) })).folders;
  },
  listFiles: (folderId, cursor) => listExistingFiles({ folderId, ...(cursor === undefined ? {} : { cursor }) }),
  async findSentFiles(folders) {
    return (await findSentFiles({ folders: [...folders] })).files;
  },
};

export const folderMaker: FolderMaker = {
  async ensureFolders(parentFolderId, paths) {
    return (await ensureFolders({ parentFolderId, paths: copied(paths) })).folders;
  },
};
