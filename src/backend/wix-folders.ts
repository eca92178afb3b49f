import { auth } from '@wix/essentials';
import { folders } from '@wix/media';
import { type Folder, type FolderPage, PAGE_SIZE } from '#contracts';
import { answered, callWix } from './call-wix.ts';
import { knownFolder } from './known-folder.ts';
import type { WixCallPurpose } from './wix-calls.ts';

const elevatedListFolders = auth.elevate(folders.listFolders);
const elevatedSearchFolders = auth.elevate(folders.searchFolders);
const elevatedGetFolder = auth.elevate(folders.getFolder);
const elevatedCreateFolder = auth.elevate(folders.createFolder);

/** Folders that people look at, that files are about to go to, or whose files are compared. */
export type FolderPurpose = Extract<WixCallPurpose, 'folders' | 'upload-folders' | 'duplicates'>;

const byName = { fieldName: 'displayName', order: 'ASC' } as const;

interface WixFolder {
  readonly _id?: string;
  readonly displayName?: string;
  readonly parentFolderId?: string | null;
  readonly _createdDate?: Date | null;
}

function toFolder(folder: WixFolder): Folder {
  const createdAt = folder._createdDate?.getTime() ?? Number.NaN;
  return {
    id: answered(folder._id),
    displayName: folder.displayName ?? '',
    ...(folder.parentFolderId ? { parentFolderId: folder.parentFolderId } : {}),
    ...(Number.isFinite(createdAt) ? { createdAt } : {}),
  };
}

interface WixFolderPage {
  readonly folders?: readonly WixFolder[];
  readonly nextCursor?: { readonly cursors?: { readonly next?: string | null } };
}

/**
 * The end of a list is told in several ways: no cursor, an empty one, an empty page, or the same cursor again. A page is
 * only followed by another when none of them holds, so that a reader who follows cursors always comes to an end.
 */
function toPage(page: WixFolderPage, askedCursor: string | undefined): FolderPage {
  const found = (page.folders ?? []).filter((folder) => folder._id).map(toFolder);
  const next = page.nextCursor?.cursors?.next;
  const goesOn = next && next !== askedCursor && found.length > 0;
  return goesOn ? { folders: found, nextCursor: next } : { folders: found };
}

const paging = (cursor: string | undefined) => ({ limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) });

/** One page of the folders right below a folder. */
export async function readFolders(
  parentFolderId: string,
  cursor?: string,
  purpose: FolderPurpose = 'folders',
): Promise<FolderPage> {
  const call = callWix(purpose, () =>
    elevatedListFolders({ parentFolderId, sort: { ...byName }, paging: paging(cursor) }),
  );
  return toPage(await knownFolder(call), cursor);
}

/** One page of the folders of all levels whose name holds the text. */
export async function findFolders(search: string, cursor?: string): Promise<FolderPage> {
  const page = await callWix('folders', () =>
    elevatedSearchFolders({ rootFolder: 'MEDIA_ROOT', search, sort: { ...byName }, paging: paging(cursor) }),
  );
  return toPage(page, cursor);
}

export async function readFolder(folderId: string): Promise<Folder> {
  return toFolder(await knownFolder(callWix('folders', () => elevatedGetFolder(folderId))));
}

export async function makeFolder(
  displayName: string,
  parentFolderId: string,
  purpose: FolderPurpose = 'folders',
): Promise<Folder> {
  const call = callWix(purpose, () => elevatedCreateFolder(displayName, { parentFolderId }));
  const { folder } = await knownFolder(call);
  return toFolder(answered(folder));
}
