import { createFrameNotifier, type FrameNotifier } from './frame-notifier.ts';
import type { ItemId, UploadItem } from './item.ts';
import type { Clock } from './ports.ts';
import type { QueueEntry } from './queue-entry.ts';
import { createQueueFolders, type QueueFolders } from './queue-folders.ts';
import { countEntry, emptyTotals, isUnderWay, type QueueTotals } from './queue-totals.ts';
import { createSocketBuffers, type SocketBuffers } from './socket-buffers.ts';
import { type ItemEvent, transition } from './transition.ts';

/** Hears of every change of an item's state, after it happened, in the order in which changes happen. */
export type TransitionObserver = (item: UploadItem, event: ItemEvent, previous: UploadItem) => void;

export type ItemFacts = Partial<Pick<UploadItem, 'sizeInBytes' | 'mimeType' | 'sentAs' | 'replaces' | 'isHeld'>>;

/** All items of the queue. The one place that changes them. */
export interface QueueStore {
  readonly notifier: FrameNotifier;
  readonly totals: Readonly<QueueTotals>;
  readonly folders: Pick<QueueFolders, 'keys' | 'get' | 'ids'>;
  /** Bytes and files that moved since the engine began; only ever grow. */
  readonly moved: { readonly bytes: number; readonly files: number };
  /** Where some of these bytes may lie yet. */
  readonly buffers: Pick<SocketBuffers, 'most' | 'likely' | 'drain'>;
  add(entry: QueueEntry): void;
  /** Takes out what the test says; used for finished items. */
  remove(test: (entry: QueueEntry) => boolean): void;
  get(id: ItemId): QueueEntry | undefined;
  entries(): IterableIterator<QueueEntry>;
  ids(): readonly ItemId[];
  /** @returns false when the event made no sense in the item's state, and nothing happened */
  apply(entry: QueueEntry, event: ItemEvent): boolean;
  /** What became known about a file without changing its state. */
  learn(entry: QueueEntry, facts: ItemFacts): void;
  /** Bytes of finished files that were taken out of the list while others of the same work went on. */
  clearedBytes(): number;
  /** Goes up by one when there is more to do than before. */
  workAdded(): number;
  /** Goes up by one with every change of anything. */
  version(): number;
  /** Goes up by one with every change of a status. */
  statusChanges(): number;
}

export function createQueueStore(clock: Clock, onTransition: TransitionObserver, beforeNotify: () => void): QueueStore {
  const entries = new Map<ItemId, QueueEntry>();
  const totals = emptyTotals();
  const folders = createQueueFolders();
  const moved = { bytes: 0, files: 0 };
  const buffers = createSocketBuffers(clock);
  const notifier = createFrameNotifier(clock, beforeNotify);
  let ids: readonly ItemId[] | undefined;
  let version = 0;
  let statusChanges = 0;
  let clearedBytes = 0;
  let workAdded = 0;

  const listChanged = () => {
    ids = undefined;
    version += 1;
    notifier.listChanged();
    notifier.summaryChanged();
  };
  const replace = (entry: QueueEntry, change: () => void) => {
    const { status } = entry.item.state;
    countEntry(totals, entry, -1);
    folders.count(entry, -1);
    change();
    countEntry(totals, entry, 1);
    const folder = folders.count(entry, 1);
    version += 1;
    if (entry.item.state.status !== status) statusChanges += 1;
    notifier.itemChanged(entry.item.id);
    if (folder !== undefined) notifier.folderChanged(folder);
    notifier.summaryChanged();
  };

  return {
    notifier,
    totals,
    folders,
    moved,
    buffers,
    add(entry) {
      if (!isUnderWay(totals)) clearedBytes = 0;
      workAdded += 1;
      entries.set(entry.item.id, entry);
      countEntry(totals, entry, 1);
      notifier.folderChanged(folders.add(entry));
      listChanged();
    },
    remove(test) {
      const removed = [...entries.values()].filter(test);
      if (removed.length === 0) return;
      for (const entry of removed) {
        entries.delete(entry.item.id);
        countEntry(totals, entry, -1);
        clearedBytes += entry.item.sizeInBytes ?? 0;
      }
      for (const folder of folders.remove(removed)) notifier.folderChanged(folder);
      listChanged();
    },
    get: (id) => entries.get(id),
    entries: () => entries.values(),
    ids() {
      ids ??= [...entries.keys()];
      return ids;
    },
    apply(entry, event) {
      const previous = entry.item;
      const state = transition(previous.state, event);
      if (state === previous.state) return false;
      replace(entry, () => {
        const gained = reach(entry, positionOf(event, previous));
        entry.item = { ...previous, state, ...reachedBy(entry) };
        buffers.note(entry, event, gained);
        // What the host has from earlier did not move now: counted as speed it would promise the impossible.
        if (event.type === 'progressed' || event.type === 'accepted') {
          const wasSending = previous.state.status === 'sending';
          moved.bytes += wasSending ? gained : 0;
          moved.files += wasSending && event.type === 'accepted' ? 1 : 0;
        }
      });
      if (event.type === 'retried') workAdded += 1;
      onTransition(entry.item, event, previous);
      return true;
    },
    learn(entry, facts) {
      replace(entry, () => {
        entry.item = { ...entry.item, ...facts };
      });
    },
    clearedBytes: () => clearedBytes,
    workAdded: () => workAdded,
    version: () => version,
    statusChanges: () => statusChanges,
  };
}

/** How far into the file an event shows that the bytes got. */
function positionOf(event: ItemEvent, { sizeInBytes = 0 }: UploadItem): number {
  if (event.type === 'progressed') return event.bytesSent;
  if (event.type === 'sending-started') return event.bytesAccepted;
  return event.type === 'accepted' ? sizeInBytes : 0;
}

function reachedBy({ bytesReached }: QueueEntry): Pick<UploadItem, 'bytesReached'> {
  return bytesReached === 0 ? {} : { bytesReached };
}

/** @returns how many bytes further than ever before */
function reach(entry: QueueEntry, bytes: number): number {
  const gained = Math.max(0, Math.min(bytes, entry.item.sizeInBytes ?? bytes) - entry.bytesReached);
  entry.bytesReached += gained;
  return gained;
}
