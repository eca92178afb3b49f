import { auth } from '@wix/essentials';
import { files } from '@wix/media';
import { FILE_IDS_PER_CALL, type MediaFile, PAGE_SIZE, toMediaFile } from '#contracts';
import { callWix } from './call-wix.ts';
import { knownFolder } from './known-folder.ts';
import { isNotFound } from './wix-failure.ts';

const elevatedListFiles = auth.elevate(files.listFiles);
const elevatedGetFileDescriptors = auth.elevate(files.getFileDescriptors);
const elevatedDeleteFiles = auth.elevate(files.bulkDeleteFiles);

/** A file with the time at which Wix got it. */
export interface ListedFile extends MediaFile {
  readonly addedAt?: number;
}

export interface ListedFilesPage {
  readonly files: readonly ListedFile[];
  readonly nextCursor?: string;
}

/**
 * One page of the files right in a folder, at most 100. Files whose processing failed are no files that anybody sees.
 * A list ends in several ways (no cursor, an empty one, an empty page, the same cursor again): only where none of them
 * holds is there a next page.
 * @throws AppError FOLDER_NOT_FOUND
 */
export async function readFilesIn(folderId: string, cursor?: string): Promise<ListedFilesPage> {
  const call = callWix('duplicates', () =>
    elevatedListFiles({
      parentFolderId: folderId,
      sort: { fieldName: 'displayName', order: 'ASC' },
      paging: { limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) },
    }),
  );
  const page = await knownFolder(call);
  const listed = page.files ?? [];
  const found = listed.flatMap(toListedFile);
  const next = page.nextCursor?.cursors?.next;
  return next && next !== cursor && listed.length > 0 ? { files: found, nextCursor: next } : { files: found };
}

/**
 * Those of the files that are there: one call for each 100. None of a hundred where Wix refuses the list because of an id that
 * it does not know: finding out which one would cost more calls than looking into their folders.
 */
export async function readFilesById(fileIds: readonly string[]): Promise<readonly ListedFile[]> {
  const found: ListedFile[] = [];
  for (let from = 0; from < fileIds.length; from += FILE_IDS_PER_CALL) {
    found.push(...(await readHundredById(fileIds.slice(from, from + FILE_IDS_PER_CALL))));
  }
  return found;
}

async function readHundredById(fileIds: readonly string[]): Promise<readonly ListedFile[]> {
  try {
    const answer = await callWix('duplicates', () => elevatedGetFileDescriptors([...fileIds]));
    return (answer.files ?? []).flatMap(toListedFile);
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/** Moves files to Wix's trash, from which people can take them back. Wix does so in its own time; those that are there already are no error. */
export async function moveToTrash(fileIds: readonly string[]): Promise<void> {
  await callWix('duplicates', () => elevatedDeleteFiles([...fileIds], { permanent: false }));
}

function toListedFile(file: files.FileDescriptor): ListedFile[] {
  const mediaFile = toMediaFile(file);
  if (!mediaFile || mediaFile.operationStatus === 'FAILED' || file.state === 'DELETED') return [];
  return [{ ...mediaFile, ...addedAt(file._createdDate) }];
}

function addedAt(date: Date | null | undefined): { readonly addedAt?: number } {
  const time = date?.getTime() ?? Number.NaN;
  return Number.isFinite(time) ? { addedAt: time } : {};
}
