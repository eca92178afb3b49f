import type { ItemId } from './item.ts';

/** Files by name, as people count (`img2` before `img10`); of one name in the order added. What is added is sorted in when somebody looks. */
export interface SortedEntries {
  add(id: ItemId, name: string): void;
  remove(ids: ReadonlySet<ItemId>): void;
  /** The same array until something is added or removed. Costs what was added since, and one walk along the rest. */
  ids(): readonly ItemId[];
}

interface Entry {
  readonly id: ItemId;
  readonly name: string;
}

const byNumber = new Intl.Collator(undefined, { numeric: true });
const compare = (one: Entry, other: Entry) => byNumber.compare(one.name, other.name);

export function createSortedEntries(): SortedEntries {
  let sorted: readonly Entry[] = [];
  let added: Entry[] = [];
  let told: readonly ItemId[] | undefined;

  const takeIn = () => {
    if (added.length === 0) return;
    sorted = merge(sorted, added.sort(compare));
    added = [];
  };
  return {
    add(id, name) {
      added.push({ id, name });
      told = undefined;
    },
    remove(ids) {
      takeIn();
      sorted = sorted.filter(({ id }) => !ids.has(id));
      told = undefined;
    },
    ids() {
      takeIn();
      told ??= sorted.map(({ id }) => id);
      return told;
    },
  };
}

/** Of both that are equal the earlier list's first. */
function merge(earlier: readonly Entry[], later: readonly Entry[]): readonly Entry[] {
  const [first] = later;
  const last = earlier.at(-1);
  if (first === undefined || last === undefined || compare(last, first) <= 0) return [...earlier, ...later];
  const merged: Entry[] = [];
  let at = 0;
  for (const entry of later) {
    const end = firstBehind(earlier, entry, at);
    for (const kept of earlier.slice(at, end)) merged.push(kept);
    merged.push(entry);
    at = end;
  }
  for (const kept of earlier.slice(at)) merged.push(kept);
  return merged;
}

/** Of sorted entries the place of the first one that comes behind this one. A comparison costs more than a step does. */
function firstBehind(entries: readonly Entry[], entry: Entry, from: number): number {
  let low = from;
  let high = entries.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const other = entries[middle];
    if (other !== undefined && compare(other, entry) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
