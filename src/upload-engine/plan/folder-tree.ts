import { FOLDER_DEPTH_MAX, FOLDER_NAME_MAX_LENGTH } from '#contracts';
import { toWixName } from './wix-name.ts';

/** A folder below the destination: its names joined by `/`, as Wix gets them; '' is the destination itself. */
export type FolderKey = string;

export const DESTINATION_KEY: FolderKey = '';

export interface SplitPath {
  readonly folders: readonly string[];
  readonly name: string;
}

/** Takes a path apart. Empty parts, `.` and `..` name no folder of their own and are left out: nothing may climb out of the destination. */
export function splitPath(path: string): SplitPath {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  return { folders: parts.filter((part) => part !== '' && part !== '.' && part !== '..'), name };
}

export function folderKey(names: readonly string[]): FolderKey {
  return names.map((name) => toWixName(name).name).join('/');
}

/** The folder's names from the top. */
export function folderNames(key: FolderKey): readonly string[] {
  return key === DESTINATION_KEY ? [] : key.split('/');
}

/** Whether Wix may have such a folder: one that is too deep or has too long a name must not take others of its call with it. */
export function isPossibleFolder(key: FolderKey): boolean {
  const names = folderNames(key);
  return names.length <= FOLDER_DEPTH_MAX && names.every((name) => name.length <= FOLDER_NAME_MAX_LENGTH);
}

export function parentKey(key: FolderKey): FolderKey {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')));
}

/** Adds a folder and all folders above it, parents first. The destination itself is no folder to make. */
export function addWithParents(folders: Set<FolderKey>, key: FolderKey): void {
  const above: FolderKey[] = [];
  for (let at = key; at !== DESTINATION_KEY && !folders.has(at); at = parentKey(at)) above.push(at);
  for (const folder of above.reverse()) folders.add(folder);
}

/** All folders that lie on the way to these, parents before their children, each once. */
export function withParents(keys: Iterable<FolderKey>): readonly FolderKey[] {
  const folders = new Set<FolderKey>();
  for (const key of keys) addWithParents(folders, key);
  return [...folders];
}
