import type { ItemId, QueueFolderKey, UploadEngine, UploadItem } from '#upload-engine';
import type { ListSection } from './list-rows.ts';
import { isInGroup, type QueueGroup } from './queue-groups.ts';

/** What the list is narrowed to. */
export interface ListFilter {
  readonly group: QueueGroup;
  /** Words of the name or the path, as typed; all of them must be there. Empty: no search. */
  readonly search: string;
}

/** The engine as far as a list needs it. */
export type ListedQueue = Pick<UploadEngine, 'getFolderKeys' | 'getFolderItemIds' | 'getItem'>;

export function isPlain({ group, search }: ListFilter): boolean {
  return group === 'all' && wordsOf(search).length === 0;
}

/** Everything, as the engine keeps it: no file is looked at. */
export function allSections(queue: ListedQueue): readonly ListSection[] {
  return queue.getFolderKeys().map((folder) => ({ folder, ids: queue.getFolderItemIds(folder) }));
}

/** Files between two chances to pause. */
const FILES_A_STEP = 100;

/**
 * Looks at every file, with pauses. Folders of which nothing passes are left out.
 * Whatever comes or goes between two steps, a file is never listed twice.
 */
export function* filterSteps(queue: ListedQueue, filter: ListFilter): Generator<void, readonly ListSection[]> {
  const passes = matcherOf(filter);
  const sections: ListSection[] = [];
  let looked = 0;
  for (const folder of queue.getFolderKeys()) {
    const ids: ItemId[] = [];
    for (const id of queue.getFolderItemIds(folder)) {
      const item = queue.getItem(id);
      if (item !== undefined && passes(item)) ids.push(id);
      looked += 1;
      if (looked % FILES_A_STEP === 0) yield;
    }
    if (ids.length > 0) sections.push({ folder, ids });
  }
  return sections;
}

/** What was found before where it is still the same: nobody is rendered for nothing. */
export function keepSame(before: readonly ListSection[], found: readonly ListSection[]): readonly ListSection[] {
  const known = new Map<QueueFolderKey, ListSection>(before.map((section) => [section.folder, section]));
  const kept = found.map((section) => {
    const old = known.get(section.folder);
    return old !== undefined && isSameList(old.ids, section.ids) ? old : section;
  });
  return isSameList(before, kept) ? before : kept;
}

function isSameList<Value>(one: readonly Value[], other: readonly Value[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}

function matcherOf({ group, search }: ListFilter): (item: UploadItem) => boolean {
  const words = wordsOf(search);
  return (item) => {
    if (!isInGroup(item, group)) return false;
    if (words.length === 0) return true;
    const path = fold(item.path);
    return words.every((word) => path.includes(word));
  };
}

function wordsOf(search: string): readonly string[] {
  return fold(search).split(/\s+/).filter(Boolean);
}

/** Capitals do not matter, nor whether an accent is a letter of its own, as macOS writes it. */
function fold(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
