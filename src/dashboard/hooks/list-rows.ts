import type { ItemId, QueueFolderKey } from '#upload-engine';

/** The files of one folder that the list shows, in the order of their names. */
export interface ListSection {
  readonly folder: QueueFolderKey;
  readonly ids: readonly ItemId[];
}

export type ListRow =
  | { readonly kind: 'folder'; readonly folder: QueueFolderKey; readonly isCollapsed: boolean; readonly shown: number }
  | { readonly kind: 'item'; readonly id: ItemId };

/** The list as it is drawn: a head for each folder, and below it the files, unless it is collapsed. */
export interface ListRows {
  readonly count: number;
  at(index: number): ListRow | undefined;
  /** The same for the same row, wherever it moves. */
  keyAt(index: number): string;
  /** @returns -1 for a file that has no row, because its folder is collapsed */
  indexOf(place: ItemPlace): number;
  /** Of a head: the place before its folder's first file. */
  placeAt(index: number): ItemPlace | undefined;
}

/** Where a file is: in which section, and there as which one. */
export interface ItemPlace {
  readonly section: number;
  readonly position: number;
}

/** Costs as much as there are folders, not files; finding a row is a search among the folders. */
export function createListRows(
  sections: readonly ListSection[],
  { hasHeads, collapsed }: { readonly hasHeads: boolean; readonly collapsed: ReadonlySet<QueueFolderKey> },
): ListRows {
  const heads = hasHeads ? 1 : 0;
  const isClosed = (section: ListSection) => hasHeads && collapsed.has(section.folder);
  const starts: number[] = [];
  let count = 0;
  for (const section of sections) {
    starts.push(count);
    count += heads + (isClosed(section) ? 0 : section.ids.length);
  }
  const placeAt = (index: number): ItemPlace | undefined => {
    if (index < 0 || index >= count) return undefined;
    const section = lastAtOrBefore(starts, index);
    return { section, position: index - (starts[section] ?? 0) - heads };
  };
  const at = (index: number): ListRow | undefined => {
    const place = placeAt(index);
    const section = place && sections[place.section];
    if (place === undefined || section === undefined) return undefined;
    if (place.position < 0) {
      return { kind: 'folder', folder: section.folder, isCollapsed: isClosed(section), shown: section.ids.length };
    }
    const id = section.ids[place.position];
    return id === undefined ? undefined : { kind: 'item', id };
  };
  return {
    count,
    at,
    keyAt(index) {
      const row = at(index);
      if (row === undefined) return String(index);
      return row.kind === 'folder' ? `folder ${row.folder}` : row.id;
    },
    indexOf({ section, position }) {
      const found = sections[section];
      const start = starts[section];
      if (found === undefined || start === undefined || isClosed(found)) return -1;
      return start + heads + position;
    },
    placeAt,
  };
}

/**
 * The first file that passes, after the given place and then from the top again, collapsed folders included.
 * @param after undefined: from the top
 */
export function findNextItem(
  sections: readonly ListSection[],
  after: ItemPlace | undefined,
  test: (id: ItemId) => boolean,
): ItemPlace | undefined {
  let first: ItemPlace | undefined;
  for (const [section, { ids }] of sections.entries()) {
    for (const [position, id] of ids.entries()) {
      if (!test(id)) continue;
      if (after === undefined || isBehind(after, { section, position })) return { section, position };
      first ??= { section, position };
    }
  }
  return first;
}

function isBehind(one: ItemPlace, other: ItemPlace): boolean {
  return one.section === other.section ? one.position < other.position : one.section < other.section;
}

export function findPlace(sections: readonly ListSection[], id: ItemId): ItemPlace | undefined {
  return findNextItem(sections, undefined, (other) => other === id);
}

function lastAtOrBefore(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
