import { Permissions, webMethod } from '@wix/web-methods';
import {
  type CreateFolderRequest,
  createFolderRequestSchema,
  type Folder,
  type FolderPage,
  type GetFolderRequest,
  getFolderRequestSchema,
  type ListFoldersRequest,
  listFoldersRequestSchema,
  type SearchFoldersRequest,
  searchFoldersRequestSchema,
} from '#contracts';
import { parseRequest } from './parse-request.ts';
import { findFolders, makeFolder, readFolder, readFolders } from './wix-folders.ts';

/** One page of the folders right below a folder, by name. */
export const listFolders = webMethod(Permissions.Admin, async (request: ListFoldersRequest): Promise<FolderPage> => {
  const { parentFolderId, cursor } = parseRequest(listFoldersRequestSchema, request);
  return readFolders(parentFolderId, cursor);
});

/** One page of the folders of all levels whose name holds the text, by name. */
export const searchFolders = webMethod(
  Permissions.Admin,
  async (request: SearchFoldersRequest): Promise<FolderPage> => {
    const { search, cursor } = parseRequest(searchFoldersRequestSchema, request);
    return findFolders(search, cursor);
  },
);

export const getFolder = webMethod(
  Permissions.Admin,
  async (request: GetFolderRequest): Promise<{ folder: Folder }> => {
    const { folderId } = parseRequest(getFolderRequestSchema, request);
    return { folder: await readFolder(folderId) };
  },
);

/** Makes a folder. Wix does not say whether names are unique below one parent: ask for the same one only once. */
export const createFolder = webMethod(
  Permissions.Admin,
  async (request: CreateFolderRequest): Promise<{ folder: Folder }> => {
    const { parentFolderId, displayName } = parseRequest(createFolderRequestSchema, request);
    return { folder: await makeFolder(displayName, parentFolderId) };
  },
);
