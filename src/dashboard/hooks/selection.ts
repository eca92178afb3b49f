import type { ItemId } from '#upload-engine';

/** The rows that a person has chosen. Outside of React: a click renders the rows in sight, not ten thousand. */
export interface Selection {
  has(id: ItemId): boolean;
  /** In the order chosen. The same array until it changes. */
  getIds(): readonly ItemId[];
  /** @param ids the list as it is shown: with `isRange` everything between this row and the last one changed goes along */
  toggle(id: ItemId, isRange: boolean, ids: readonly ItemId[]): void;
  replace(ids: readonly ItemId[]): void;
  subscribe(listener: () => void): () => void;
}

export function createSelection(): Selection {
  let chosen = new Set<ItemId>();
  let ids: readonly ItemId[] = [];
  let anchor: ItemId | undefined;
  const listeners = new Set<() => void>();
  const changed = (next: Set<ItemId>) => {
    chosen = next;
    ids = [...next];
    for (const listener of [...listeners]) listener();
  };
  return {
    has: (id) => chosen.has(id),
    getIds: () => ids,
    toggle(id, isRange, shown) {
      const next = new Set(chosen);
      const isChosen = !chosen.has(id);
      for (const each of isRange ? rangeOf(shown, anchor, id) : [id]) {
        if (isChosen) next.add(each);
        else next.delete(each);
      }
      anchor = id;
      changed(next);
    },
    replace(next) {
      anchor = undefined;
      changed(new Set(next));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function rangeOf(shown: readonly ItemId[], anchor: ItemId | undefined, id: ItemId): readonly ItemId[] {
  const from = anchor === undefined ? -1 : shown.indexOf(anchor);
  const to = shown.indexOf(id);
  return from === -1 || to === -1 ? [id] : shown.slice(Math.min(from, to), Math.max(from, to) + 1);
}
