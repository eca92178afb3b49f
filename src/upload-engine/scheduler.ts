import { RESUMABLE_THRESHOLD_IN_BYTES } from '#contracts';
import type { BatchId } from './item.ts';
import type { QueueEntry } from './queue-entry.ts';

/** Small files are limited by round trips, large ones by the line: they do not get in each other's way, so both run at once. */
export type WorkKind = 'small' | 'large';

export function kindOf(entry: QueueEntry): WorkKind {
  return (entry.item.sizeInBytes ?? 0) > RESUMABLE_THRESHOLD_IN_BYTES ? 'large' : 'small';
}

/** Files of one class are about the same size. A small whole number, larger for larger files. */
export function sizeClassOf(sizeInBytes: number): number {
  return Math.floor(Math.log2(sizeInBytes + 1));
}

/**
 * Which item goes next. Order: what the user put first; what was begun already; then batch by batch in turns, and within
 * a batch the smallest work first. "Smallest" is by powers of two, so that files of about the same size keep the order
 * in which they were picked. Adding, taking and leaving cost the same for 10 and for 100,000 items.
 */
export interface Scheduler {
  /** An item that is in already stays where it is. */
  add(entry: QueueEntry, place?: 'in-turn' | 'continuing' | 'urgent'): void;
  /** Moves an item that is in before all others. */
  expedite(entry: QueueEntry): void;
  remove(entry: QueueEntry): void;
  take(kind: WorkKind): QueueEntry | undefined;
  /** Only of those that the user put first. */
  takeUrgent(kind: WorkKind): QueueEntry | undefined;
  waiting(kind: WorkKind): number;
}

export function createScheduler(): Scheduler {
  const lanes = { small: createLane(), large: createLane() };
  const place: Record<WorkKind, Map<QueueEntry, Fifo>> = { small: new Map(), large: new Map() };

  const put = (entry: QueueEntry, fifo: Fifo, kind: WorkKind) => {
    place[kind].set(entry, fifo);
    fifo.push(entry);
    entry.isScheduled = true;
  };
  const remove = (entry: QueueEntry) => {
    if (!entry.isScheduled) return;
    entry.isScheduled = false;
    place.small.delete(entry);
    place.large.delete(entry);
  };
  const takeFrom = (source: Pick<Fifo, 'take'>, kind: WorkKind) => {
    const entry = source.take((candidate, fifo) => place[kind].get(candidate) === fifo);
    if (entry) remove(entry);
    return entry;
  };

  return {
    add(entry, where = 'in-turn') {
      if (entry.isScheduled) return;
      const kind = kindOf(entry);
      const lane = lanes[kind];
      if (where === 'urgent' || entry.isUrgent) put(entry, lane.urgent, kind);
      else if (where === 'continuing') put(entry, lane.continuing, kind);
      else put(entry, lane.bucketOf(entry), kind);
    },
    expedite(entry) {
      if (!entry.isScheduled) return;
      const kind = kindOf(entry);
      put(entry, lanes[kind].urgent, kind);
    },
    remove,
    take: (kind) => takeFrom(lanes[kind], kind),
    takeUrgent: (kind) => takeFrom(lanes[kind].urgent, kind),
    waiting: (kind) => place[kind].size,
  };
}

/** Entries leave the middle by being forgotten: whoever takes passes over what is not at home here any more. */
type IsHere = (entry: QueueEntry, fifo: Fifo) => boolean;

interface Fifo {
  push(entry: QueueEntry): void;
  take(isHere: IsHere): QueueEntry | undefined;
}

function createFifo(): Fifo {
  let items: (QueueEntry | undefined)[] = [];
  let head = 0;
  const fifo: Fifo = {
    push: (entry) => {
      items.push(entry);
    },
    take(isHere) {
      while (head < items.length) {
        const entry = items[head];
        items[head] = undefined;
        head += 1;
        if (entry && isHere(entry, fifo)) {
          if (head > 1_024 && head * 2 > items.length) {
            items = items.slice(head);
            head = 0;
          }
          return entry;
        }
      }
      items = [];
      head = 0;
      return undefined;
    },
  };
  return fifo;
}

interface Lane {
  readonly urgent: Fifo;
  readonly continuing: Fifo;
  bucketOf(entry: QueueEntry): Fifo;
  take(isHere: IsHere): QueueEntry | undefined;
}

function createLane(): Lane {
  const urgent = createFifo();
  const continuing = createFifo();
  /** Batches in the order of their next turn; each with one row of buckets by size. */
  const batches = new Map<BatchId, Fifo[]>();

  const takeInTurn = (isHere: IsHere): QueueEntry | undefined => {
    for (const [batchId, buckets] of [...batches]) {
      batches.delete(batchId);
      const entry = takeSmallest(buckets, isHere);
      if (entry) {
        batches.set(batchId, buckets);
        return entry;
      }
    }
    return undefined;
  };

  return {
    urgent,
    continuing,
    bucketOf(entry) {
      const { batchId, sizeInBytes = 0 } = entry.item;
      const buckets = batches.get(batchId) ?? [];
      batches.set(batchId, buckets);
      const index = sizeClassOf(sizeInBytes);
      while (buckets.length <= index) buckets.push(createFifo());
      return buckets[index] ?? urgent;
    },
    take: (isHere) => urgent.take(isHere) ?? continuing.take(isHere) ?? takeInTurn(isHere),
  };
}

function takeSmallest(buckets: readonly Fifo[], isHere: IsHere): QueueEntry | undefined {
  for (const bucket of buckets) {
    const entry = bucket.take(isHere);
    if (entry) return entry;
  }
  return undefined;
}
