import type { Failure, FailureCode } from '#contracts';
import type { SourceFile } from '../ports.ts';
import { sourceFromFile } from './source-file.ts';

export interface DropProblem {
  readonly path: string;
  readonly failure: Failure;
}

/** What a drop held. Always `found === files.length + problems.length`: nothing is lost without a word. */
export interface DroppedFiles {
  readonly files: SourceFile[];
  readonly found: number;
  readonly problems: DropProblem[];
  /** Paths of folders with nothing in them. */
  readonly emptyFolders: string[];
}

/**
 * Reads dropped files and whole folders. Must be called inside the drop event: a browser empties the list of dropped
 * things as soon as the event is over, so all entries are taken before anything is awaited. A browser without entries
 * gives plain files; a folder is then one that cannot be read.
 */
export function collectDroppedFiles(dataTransfer: DataTransfer): Promise<DroppedFiles> {
  const dropped = Array.from(dataTransfer.items)
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry?.() ?? null, file: item.getAsFile() }));
  return collect(dropped);
}

interface Dropped {
  readonly entry: FileSystemEntry | null;
  readonly file: File | null;
}

interface Collected {
  readonly files: SourceFile[];
  readonly problems: DropProblem[];
  readonly emptyFolders: string[];
  found: number;
}

async function collect(dropped: readonly Dropped[]): Promise<DroppedFiles> {
  const into: Collected = { files: [], problems: [], emptyFolders: [], found: 0 };
  for (const { entry, file } of dropped) {
    if (entry?.isDirectory) await walk(entry, into);
    else await takeSingle(entry, file, into);
  }
  return into;
}

/** A file dropped by itself. Where the entry fails (a symbolic link, a name too long for it), the plain `File` may do. */
async function takeSingle(entry: FileSystemEntry | null, plain: File | null, into: Collected): Promise<void> {
  into.found += 1;
  const file = entry && isFile(entry) ? await fileOf(entry).catch(() => plain) : plain;
  const path = (entry?.name ?? plain?.name ?? '').toWellFormed();
  if (!file) return note(into, path, 'FILE_UNREADABLE');
  // Without an entry a folder looks like a file of 4,096 bytes that nobody can read.
  if (!entry && !(await canBeRead(file))) return note(into, path, 'FOLDER_UNREADABLE');
  into.files.push(sourceFromFile(file, file.name));
}

async function walk(directory: FileSystemEntry, into: Collected): Promise<void> {
  const folders: FileSystemEntry[] = [];
  let isEmpty = true;
  try {
    if (!isDirectory(directory)) throw new TypeError('not a folder');
    const reader = directory.createReader();
    // Chromium gives at most 100 entries a call; only an empty answer means that there are no more.
    for (let entries = await nextEntries(reader); entries.length > 0; entries = await nextEntries(reader)) {
      isEmpty = false;
      folders.push(...entries.filter((entry) => entry.isDirectory));
      await takeAll(entries, into);
    }
    if (isEmpty) into.emptyFolders.push(pathOf(directory));
  } catch (error) {
    into.found += 1;
    note(into, pathOf(directory), 'FOLDER_UNREADABLE', error);
  }
  for (const folder of folders) await walk(folder, into);
}

async function takeAll(entries: readonly FileSystemEntry[], into: Collected): Promise<void> {
  const files = entries.filter((entry) => !entry.isDirectory);
  into.found += files.length;
  const results = await Promise.allSettled(files.map((entry) => (isFile(entry) ? fileOf(entry) : unknownKind())));
  for (const [index, entry] of files.entries()) {
    const result = results[index];
    if (result?.status === 'fulfilled') into.files.push(sourceFromFile(result.value, pathOf(entry)));
    else note(into, pathOf(entry), 'FILE_UNREADABLE', result?.reason);
  }
}

function note(into: Collected, path: string, code: FailureCode, error?: unknown): void {
  const message = error instanceof Error ? { message: `${error.name}: ${error.message}`.slice(0, 1_000) } : {};
  into.problems.push({ path, failure: { code, ...message } });
}

function pathOf(entry: FileSystemEntry): string {
  return entry.fullPath.replace(/^\//, '').toWellFormed();
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

function nextEntries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function unknownKind(): Promise<File> {
  return Promise.reject(new TypeError('neither a file nor a folder'));
}

async function canBeRead(file: File): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
