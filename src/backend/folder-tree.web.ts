import { Permissions, webMethod } from '@wix/web-methods';
import {
  AppError,
  type EnsuredFolder,
  type EnsureFoldersResponse,
  type FolderPathsRequest,
  type FoundFolders,
  folderPathsRequestSchema,
} from '#contracts';
import { readAllFolders } from './all-folders.ts';
import { callContext } from './call-context.ts';
import { pathKey } from './folder-trie.ts';
import { parseRequest } from './parse-request.ts';
import * as walkFolders from './walk-folders.ts';
import { makeFolder } from './wix-folders.ts';

/** Which of up to 200 paths below a folder are there, with the folders above them. Makes nothing. */
export const lookUpFolders = webMethod(
  Permissions.Admin,
  async (request: FolderPathsRequest): Promise<FoundFolders> => {
    const { parentFolderId, paths } = parseRequest(folderPathsRequestSchema, request);
    const list = (folderId: string) => readAllFolders(folderId, 'duplicates');
    const found = await walkFolders.lookUpFolders({ list }, parentFolderId, paths);
    return {
      folders: [...found].flatMap(([key, folder]) =>
        'folderId' in folder ? [{ path: key.split('/'), folderId: folder.folderId }] : [],
      ),
    };
  },
);

/**
 * Finds or makes up to 200 paths of folders below a folder, each folder once, whoever else asks for it at the same time.
 * One outcome per path, in the order asked; where the calls of the minute are used up, the rest is told to wait.
 */
export const ensureFolders = webMethod(
  Permissions.Admin,
  async (request: FolderPathsRequest): Promise<EnsureFoldersResponse> => {
    const { parentFolderId, paths } = parseRequest(folderPathsRequestSchema, request);
    const { caller, services } = callContext();
    const access: walkFolders.FolderAccess = {
      list: (folderId) => readAllFolders(folderId, 'upload-folders'),
      create: (name, folderId) => makeFolder(name, folderId, 'upload-folders'),
    };
    const walked = await services.siteLocks.run(caller.instanceId, 'folders', () =>
      walkFolders.ensureFolders(access, parentFolderId, paths),
    );
    return { folders: paths.map((path) => outcomeOf(path, walked)) };
  },
);

function outcomeOf(path: readonly string[], walked: walkFolders.WalkedFolders): EnsuredFolder {
  const folder = walked.get(pathKey(path));
  if (!folder) throw new AppError({ code: 'INTERNAL', message: 'A folder was left out' });
  return { path, ...folder };
}
