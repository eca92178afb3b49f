import type { QueueFolderKey } from './engine-api.ts';
import type { ItemId } from './item.ts';
import type { Clock } from './ports.ts';

export type Listener = () => void;

/**
 * The least time between two frames that notify: a change is shown in the next frame, but nobody reads numbers faster than
 * that, and while hundreds of files end in a second each frame drawn for them would be taken from the sending. Milliseconds.
 */
export const NOTIFY_INTERVAL_MS = 100;
/** The same for the summary, on which most of the page depends: drawing it costs more than all rows together. Milliseconds. */
export const SUMMARY_INTERVAL_MS = 200;

/**
 * Who wants to hear of what. Calls each listener at most once a frame, and ten times a second (five for the summary), however
 * often things change.
 */
export interface FrameNotifier {
  itemChanged(id: ItemId): void;
  folderChanged(key: QueueFolderKey): void;
  listChanged(): void;
  summaryChanged(): void;
  /** Tells everything that has changed so far in the next frame, however short the time since the last. Resolves in it. */
  tellSoon(): Promise<void>;
  subscribeItem(id: ItemId, listener: Listener): () => void;
  subscribeFolder(key: QueueFolderKey, listener: Listener): () => void;
  subscribeList(listener: Listener): () => void;
  subscribeSummary(listener: Listener): () => void;
  dispose(): void;
}

/** @param beforeNotify runs first in each frame that notifies: time to bring derived numbers up to date */
export function createFrameNotifier(clock: Clock, beforeNotify: () => void): FrameNotifier {
  const items = createNamedListeners();
  const folders = createNamedListeners();
  const listListeners = new Set<Listener>();
  const summaryListeners = new Set<Listener>();
  let listHasChanged = false;
  let summaryHasChanged = false;
  let cancelFrame: (() => void) | undefined;
  let plannedAt = Number.POSITIVE_INFINITY;
  let notifiedAt = Number.NEGATIVE_INFINITY;
  let summaryNotifiedAt = Number.NEGATIVE_INFINITY;
  let waiting: (() => void)[] = [];
  let disposed = false;

  const isSummaryDue = (now: number) => summaryHasChanged && now >= summaryNotifiedAt + SUMMARY_INTERVAL_MS;
  const flush = () => {
    cancelFrame = undefined;
    plannedAt = Number.POSITIVE_INFINITY;
    const now = clock.now();
    notifiedAt = now;
    beforeNotify();
    const called: Listener[] = [...items.takeCalled(), ...folders.takeCalled()];
    if (listHasChanged) called.push(...listListeners);
    listHasChanged = false;
    if (isSummaryDue(now)) {
      called.push(...summaryListeners);
      summaryHasChanged = false;
      summaryNotifiedAt = now;
    }
    if (summaryHasChanged) scheduleSummary();
    const waited = waiting;
    waiting = [];
    for (const resolve of waited) resolve();
    callAll(called);
  };
  const scheduleAt = (at: number) => {
    if (disposed || at >= plannedAt) return;
    cancelFrame?.();
    plannedAt = at;
    const restMs = at - clock.now();
    const inNextFrame = () => {
      cancelFrame = clock.nextFrame(flush);
    };
    if (restMs <= 0) inNextFrame();
    else cancelFrame = clock.setTimeout(inNextFrame, restMs);
  };
  const schedule = () => scheduleAt(notifiedAt + NOTIFY_INTERVAL_MS);
  const scheduleSummary = () =>
    scheduleAt(Math.max(notifiedAt + NOTIFY_INTERVAL_MS, summaryNotifiedAt + SUMMARY_INTERVAL_MS));

  return {
    itemChanged(id) {
      if (items.changed(id)) schedule();
    },
    folderChanged(key) {
      if (folders.changed(key)) schedule();
    },
    listChanged() {
      listHasChanged = true;
      schedule();
    },
    summaryChanged() {
      summaryHasChanged = true;
      scheduleSummary();
    },
    async tellSoon() {
      if (cancelFrame === undefined) return;
      summaryNotifiedAt = Number.NEGATIVE_INFINITY;
      scheduleAt(Number.NEGATIVE_INFINITY);
      await new Promise<void>((resolve) => waiting.push(resolve));
    },
    subscribeItem: items.subscribe,
    subscribeFolder: folders.subscribe,
    subscribeList: (listener) => subscribe(listListeners, listener),
    subscribeSummary: (listener) => subscribe(summaryListeners, listener),
    dispose() {
      disposed = true;
      cancelFrame?.();
      cancelFrame = undefined;
    },
  };
}

/** Listeners to one thing each of many. What nobody looks at costs nothing: of 10,000 rows the list shows some twenty. */
function createNamedListeners() {
  const listenersOf = new Map<string, Set<Listener>>();
  const changed = new Set<string>();
  return {
    /** @returns false when nobody wants to hear of it */
    changed(name: string): boolean {
      if (!listenersOf.has(name)) return false;
      changed.add(name);
      return true;
    },
    /** Who is to be called now. */
    takeCalled(): Listener[] {
      const called = [...changed].flatMap((name) => [...(listenersOf.get(name) ?? [])]);
      changed.clear();
      return called;
    },
    subscribe(name: string, listener: Listener): () => void {
      const listeners = listenersOf.get(name) ?? new Set();
      listenersOf.set(name, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && listenersOf.get(name) === listeners) listenersOf.delete(name);
      };
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
