import { type ExistingFile, SENT_FILES_PER_CALL } from '#contracts';
import { findRefusal } from './check-media.ts';
import { type FolderKey, folderKey, splitPath } from './folder-tree.ts';
import { isJunk } from './junk.ts';
import type { FoundFile } from './plan.ts';
import { toWixName } from './wix-name.ts';

/** A file that may be sent, as Wix would know it. */
export interface WantedFile {
  readonly name: string;
  readonly sizeInBytes: number;
}
export type WantedFiles = ReadonlyMap<FolderKey, readonly WantedFile[]>;

/** Files between two pauses: some tenths of a millisecond. */
const FILES_PER_STEP = 64;
/** Files in a page of a folder's list. A folder that gets as many or more is listed as quickly as its files are asked for. */
const FILES_PER_PAGE = 100;

/** What would go into these folders. Pauses often. */
export function* findWanted(
  files: readonly FoundFile[],
  folders: ReadonlySet<FolderKey>,
): Generator<undefined, WantedFiles> {
  const wanted = new Map<FolderKey, WantedFile[]>([...folders].map((key) => [key, []]));
  const keys = new Map<string, FolderKey>();
  for (const [index, file] of files.entries()) {
    if (index % FILES_PER_STEP === 0) yield undefined;
    const { path, sizeInBytes } = file;
    if (isJunk(path) || sizeInBytes === undefined) continue;
    const { folders: names, name: rawName } = splitPath(path);
    const rawFolder = path.slice(0, path.length - rawName.length);
    const key = keys.get(rawFolder) ?? folderKey(names);
    keys.set(rawFolder, key);
    const { name } = toWixName(rawName);
    if (findRefusal({ ...file, folder: key, name }) === undefined) wanted.get(key)?.push({ name, sizeInBytes });
  }
  return wanted;
}

export interface FolderQuestion {
  readonly key: FolderKey;
  readonly folderId: string;
  /** Each once, as Wix would know them. */
  readonly names: readonly string[];
}

/**
 * Questions about folders that get a few files each, as few as hold them all; none where the folders' lists would cost as
 * few calls.
 * @returns up to `SENT_FILES_PER_CALL` names each
 */
export function sentFilesQuestions(
  wanted: WantedFiles,
  folderIds: ReadonlyMap<FolderKey, string>,
): readonly (readonly FolderQuestion[])[] {
  const questions: FolderQuestion[][] = [];
  let [folders, files, room] = [0, 0, 0];
  for (const [key, members] of wanted) {
    const folderId = folderIds.get(key);
    const names = [...new Set(members.map(({ name }) => name))];
    if (folderId === undefined || names.length === 0 || names.length >= FILES_PER_PAGE) continue;
    if (names.length > room) {
      questions.push([]);
      room = SENT_FILES_PER_CALL;
    }
    questions.at(-1)?.push({ key, folderId, names });
    room -= names.length;
    files += names.length;
    folders += 1;
  }
  return Math.ceil(files / FILES_PER_PAGE) < folders ? questions : [];
}

/** Whether each of these is there under its name and with its size: then nothing else in the folder can stand in their way. */
export function areAllThere(wanted: readonly WantedFile[], there: readonly ExistingFile[]): boolean {
  const sizes = new Set(there.map(({ name, sizeInBytes }) => `${sizeInBytes} ${name.normalize('NFC')}`));
  return wanted.length > 0 && wanted.every(({ name, sizeInBytes }) => sizes.has(`${sizeInBytes} ${name}`));
}
