/** Kept in order; of equals in the order added. What is added is sorted in when somebody looks. */
export interface SortedEntries<Entry extends { readonly id: unknown }> {
  add(entry: Entry): void;
  remove(ids: ReadonlySet<Entry['id']>): void;
  /** The same array until something is added or removed. Costs what was added since, and one walk along the rest. */
  ids(): readonly Entry['id'][];
}

type Compare<Entry> = (one: Entry, other: Entry) => number;

export function createSortedEntries<Entry extends { readonly id: unknown }>(
  compare: Compare<Entry>,
): SortedEntries<Entry> {
  let sorted: readonly Entry[] = [];
  let added: Entry[] = [];
  let told: readonly Entry['id'][] | undefined;

  const takeIn = () => {
    if (added.length === 0) return;
    sorted = merge(sorted, added.sort(compare), compare);
    added = [];
  };
  return {
    add(entry) {
      added.push(entry);
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
function merge<Entry>(earlier: readonly Entry[], later: readonly Entry[], compare: Compare<Entry>): readonly Entry[] {
  const [first] = later;
  const last = earlier.at(-1);
  if (first === undefined || last === undefined || compare(last, first) <= 0) return [...earlier, ...later];
  const merged: Entry[] = [];
  let at = 0;
  for (const entry of later) {
    const end = firstBehind(earlier, entry, at, compare);
    for (const kept of earlier.slice(at, end)) merged.push(kept);
    merged.push(entry);
    at = end;
  }
  for (const kept of earlier.slice(at)) merged.push(kept);
  return merged;
}

/** Of sorted entries the place of the first one that comes behind this one. A comparison costs more than a step does. */
function firstBehind<Entry>(entries: readonly Entry[], entry: Entry, from: number, compare: Compare<Entry>): number {
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
