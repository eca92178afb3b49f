import type { ItemId } from './item.ts';
import type { Clock } from './ports.ts';

export type Listener = () => void;

/** Who wants to hear of what. Calls each listener at most once a frame, however often things change. */
export interface FrameNotifier {
  itemChanged(id: ItemId): void;
  listChanged(): void;
  summaryChanged(): void;
  subscribeItem(id: ItemId, listener: Listener): () => void;
  subscribeList(listener: Listener): () => void;
  subscribeSummary(listener: Listener): () => void;
  dispose(): void;
}

/** @param beforeNotify runs first in each frame that notifies: time to bring derived numbers up to date */
export function createFrameNotifier(clock: Clock, beforeNotify: () => void): FrameNotifier {
  const itemListeners = new Map<ItemId, Set<Listener>>();
  const listListeners = new Set<Listener>();
  const summaryListeners = new Set<Listener>();
  const changedItems = new Set<ItemId>();
  let listHasChanged = false;
  let summaryHasChanged = false;
  let cancelFrame: (() => void) | undefined;
  let disposed = false;

  const flush = () => {
    cancelFrame = undefined;
    beforeNotify();
    const called: Listener[] = [];
    for (const id of changedItems) called.push(...(itemListeners.get(id) ?? []));
    if (listHasChanged) called.push(...listListeners);
    if (summaryHasChanged) called.push(...summaryListeners);
    changedItems.clear();
    listHasChanged = false;
    summaryHasChanged = false;
    callAll(called);
  };
  const schedule = () => {
    if (!disposed) cancelFrame ??= clock.nextFrame(flush);
  };

  return {
    itemChanged(id) {
      // An item that nobody looks at costs nothing: of 10,000 rows the list shows some twenty.
      if (!itemListeners.has(id)) return;
      changedItems.add(id);
      schedule();
    },
    listChanged() {
      listHasChanged = true;
      schedule();
    },
    summaryChanged() {
      summaryHasChanged = true;
      schedule();
    },
    subscribeItem(id, listener) {
      const listeners = itemListeners.get(id) ?? new Set();
      itemListeners.set(id, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && itemListeners.get(id) === listeners) itemListeners.delete(id);
      };
    },
    subscribeList: (listener) => subscribe(listListeners, listener),
    subscribeSummary: (listener) => subscribe(summaryListeners, listener),
    dispose() {
      disposed = true;
      cancelFrame?.();
      cancelFrame = undefined;
    },
  };
}

function subscribe(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** One listener that throws must not keep the others from hearing; its error still surfaces. */
function callAll(listeners: readonly Listener[]): void {
  const errors: unknown[] = [];
  for (const listener of listeners) {
    try {
      listener();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
