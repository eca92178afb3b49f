import { compareFolders, compareNames } from '../name-order.ts';
import { createSortedEntries } from '../sorted-entries.ts';
import { type FolderKey, folderNames } from './folder-tree.ts';
import type { PlannedFile } from './plan.ts';

/** Files between two pauses: about a millisecond of ten thousand. */
const FILES_PER_STEP = 64;

interface Place {
  /** The file's `index`. */
  readonly id: number;
  readonly folders: readonly string[];
  readonly name: string;
}

/** @returns by the `index` of each file with a conflict its place among them, by folder and name; 0 for the others */
export function* placeConflicts(files: readonly PlannedFile[]): Generator<undefined, readonly number[]> {
  const sorted = createSortedEntries(comparePlaces);
  const split = new Map<FolderKey, readonly string[]>();
  for (const [count, { index, folder, name, fate }] of files.entries()) {
    if ('conflict' in fate) {
      const folders = split.get(folder) ?? folderNames(folder);
      split.set(folder, folders);
      sorted.add({ id: index, folders, name });
    }
    if ((count + 1) % FILES_PER_STEP !== 0) continue;
    sorted.ids();
    yield undefined;
  }
  const places = files.map(() => 0);
  for (const [place, index] of sorted.ids().entries()) places[index] = place;
  return places;
}

function comparePlaces(one: Place, other: Place): number {
  return compareFolders(one.folders, other.folders) || compareNames(one.name, other.name);
}
