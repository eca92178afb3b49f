import { useCallback, useMemo, useState } from 'react';
import type { QueueFolderKey } from '#upload-engine';

export interface CollapsedFolders {
  readonly keys: ReadonlySet<QueueFolderKey>;
  set(key: QueueFolderKey, isCollapsed: boolean): void;
  replace(keys: readonly QueueFolderKey[]): void;
}

const none: ReadonlySet<QueueFolderKey> = new Set();

/** What the person has collapsed in the whole list, and apart from it in what was found last: what is looked for is not hidden. */
interface Collapsed {
  readonly whole: ReadonlySet<QueueFolderKey>;
  readonly found: { readonly filter: string; readonly keys: ReadonlySet<QueueFolderKey> };
}

/** @param filter names what the list is narrowed to; empty for the whole list */
export function useCollapsed(filter: string): CollapsedFolders {
  const [state, setState] = useState<Collapsed>({ whole: none, found: { filter: '', keys: none } });
  const keys = keysOf(state, filter);
  const change = useCallback(
    (next: (before: ReadonlySet<QueueFolderKey>) => ReadonlySet<QueueFolderKey>) =>
      setState((before) => {
        const after = next(keysOf(before, filter));
        return filter === '' ? { ...before, whole: after } : { ...before, found: { filter, keys: after } };
      }),
    [filter],
  );
  return useMemo(
    () => ({
      keys,
      set: (key, isCollapsed) =>
        change((before) => {
          if (before.has(key) === isCollapsed) return before;
          return isCollapsed ? new Set([...before, key]) : new Set([...before].filter((other) => other !== key));
        }),
      replace: (all) => change(() => new Set(all)),
    }),
    [keys, change],
  );
}

function keysOf({ whole, found }: Collapsed, filter: string): ReadonlySet<QueueFolderKey> {
  if (filter === '') return whole;
  return found.filter === filter ? found.keys : none;
}
