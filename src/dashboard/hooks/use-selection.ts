import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { ItemId } from '#upload-engine';
import { useEngine } from './engine-context.tsx';
import { createSelection, type Selection } from './selection.ts';

const SelectionContext = createContext<Selection | undefined>(undefined);
export const SelectionProvider = SelectionContext.Provider;

/** A selection of this list's; files that leave the list leave it too. */
export function useNewSelection(): Selection {
  const engine = useEngine();
  const [selection] = useState(createSelection);
  useEffect(
    () =>
      engine.subscribeItemIds(() => {
        const ids = selection.getIds();
        const left = ids.filter((id) => engine.getItem(id) !== undefined);
        if (left.length < ids.length) selection.replace(left);
      }),
    [engine, selection],
  );
  return selection;
}

export function useSelection(): Selection {
  const selection = useContext(SelectionContext);
  if (selection === undefined) throw new Error('A row needs a SelectionProvider above it');
  return selection;
}

export function useSelectedIds(selection: Selection): readonly ItemId[] {
  return useSyncExternalStore(selection.subscribe, selection.getIds);
}

export function useIsSelected(id: ItemId): boolean {
  const selection = useSelection();
  return useSyncExternalStore(selection.subscribe, () => selection.has(id));
}
