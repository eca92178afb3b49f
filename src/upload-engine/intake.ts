import type { Failure } from '#contracts';
import { findObviousFailure, readSize } from './check-file.ts';
import type { AddOptions } from './engine-api.ts';
import { toFailure } from './failures.ts';
import type { BatchId, Destination, ItemId } from './item.ts';
import type { QueueRecorder } from './ledger/queue-recorder.ts';
import type { Clock, SourceFile } from './ports.ts';
import { newQueueEntry, type QueueEntry } from './queue-entry.ts';
import type { QueueStore } from './queue-store.ts';

/** The longest that the thread is kept at a stretch. Milliseconds. */
const SLICE_MS = 8;

/** What an order said about a batch or about all, for the files of it that are not in the list yet. */
export type StandingOrder = 'run' | 'pause' | 'cancel';

/** Takes files into the queue and reads their sizes, in slices that leave the page alive. */
export interface Intake {
  add(files: Iterable<SourceFile>, destination: Destination, options?: AddOptions): BatchId;
  /** Applies to the files of the batch (of all batches that are being added, without one) that are still to come. */
  order(order: StandingOrder, batchId?: BatchId): void;
  isAdding(): boolean;
  dispose(): void;
}

export interface IntakeOptions {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly recorder: Pick<QueueRecorder, 'batchAdded' | 'itemAdded'>;
  /** Called for each file that is known well enough to be scheduled. */
  readonly onMeasured: (entry: QueueEntry) => void;
  readonly onSliceDone: () => void;
}

interface AddingBatch {
  readonly id: BatchId;
  readonly files: Iterator<SourceFile>;
  readonly destination: Destination;
  readonly options: AddOptions;
  isRecorded: boolean;
  order: StandingOrder;
}

export function createIntake({ store, clock, newId, recorder, onMeasured, onSliceDone }: IntakeOptions): Intake {
  const adding: AddingBatch[] = [];
  let listed: AddingBatch[] = [];
  let toMeasure: QueueEntry[] = [];
  let measured = 0;
  let isWorking = false;
  let disposed = false;

  const record = (batch: AddingBatch, first: SourceFile) => {
    if (batch.isRecorded) return;
    batch.isRecorded = true;
    recorder.batchAdded({ batchId: batch.id, label: labelOf(first), destination: batch.destination });
  };
  const take = (batch: AddingBatch): boolean => {
    const next = batch.files.next();
    if (next.done) return false;
    record(batch, next.value);
    const entry = newEntry(newId(), batch, next.value);
    store.add(entry);
    batch.options.onItem?.(entry.item.id, next.value);
    if (batch.order === 'pause') store.apply(entry, { type: 'paused', bytesAccepted: 0 });
    if (batch.order === 'cancel') store.apply(entry, { type: 'cancelled' });
    else toMeasure.push(entry);
    return true;
  };

  const learnSize = (entry: QueueEntry): Failure | undefined => {
    try {
      const sizeInBytes = readSize(entry.source);
      store.learn(entry, { sizeInBytes });
      return findObviousFailure({ name: entry.item.name, sizeInBytes });
    } catch (error) {
      return toFailure(error);
    }
  };
  const measure = (entry: QueueEntry) => {
    entry.isMeasured = true;
    const { status } = entry.item.state;
    if (status !== 'queued' && status !== 'paused') return;
    const failure = learnSize(entry);
    // Under which name a held file is sent is not known before it is settled.
    if (!entry.item.isHeld || failure) recorder.itemAdded(entry.item, entry.source);
    if (failure && store.apply(entry, { type: 'failed', failure })) return;
    onMeasured(entry);
  };

  const listOnce = (): boolean => {
    const batch = adding[0];
    if (!batch) return false;
    if (take(batch)) return true;
    adding.shift();
    listed.push(batch);
    return true;
  };
  const measureOnce = (): boolean => {
    const entry = toMeasure[measured];
    if (!entry) {
      toMeasure = [];
      measured = 0;
      return false;
    }
    measured += 1;
    measure(entry);
    return true;
  };
  /** @returns false when there was nothing left before the slice was over */
  const workSlice = (once: () => boolean): boolean => {
    const startedAt = clock.now();
    while (once()) if (clock.now() - startedAt >= SLICE_MS) return true;
    return false;
  };
  const tellListed = () => {
    const batches = listed;
    listed = [];
    for (const { options } of batches) options.onListed?.();
  };
  /** Listing costs next to nothing, but measuring what it lists does: a list that took several slices is shown first. */
  const list = async () => {
    let slices = 0;
    while (!disposed && workSlice(listOnce)) {
      slices += 1;
      onSliceDone();
      await clock.yield();
    }
    if (slices > 0) {
      await store.notifier.tellSoon();
      // What was told is drawn after this frame, and seen with the next.
      await new Promise<void>((resolve) => clock.nextFrame(resolve));
      await clock.yield();
    }
    if (!disposed) tellListed();
  };
  /** Files are listed before any is measured: people want to see their files. */
  const work = async () => {
    isWorking = true;
    await clock.yield();
    while (!disposed) {
      if (adding.length > 0) await list();
      else if (!workSlice(measureOnce)) break;
      onSliceDone();
      await clock.yield();
    }
    isWorking = false;
    if (!disposed) onSliceDone();
  };

  return {
    add(files, destination, options = {}) {
      const id = options.batchId ?? newId();
      const isRecorded = options.batchId !== undefined;
      adding.push({ id, files: files[Symbol.iterator](), destination, options, isRecorded, order: 'run' });
      if (!isWorking) void work();
      return id;
    },
    order(order, batchId) {
      for (const batch of adding) if (batchId === undefined || batch.id === batchId) batch.order = order;
    },
    isAdding: () => isWorking,
    dispose() {
      disposed = true;
    },
  };
}

/** What a person knows the batch by: the folder's name, or the first file's. */
function labelOf({ path, name }: SourceFile): string {
  return path.split('/', 1)[0] || name;
}

function newEntry(id: ItemId, batch: AddingBatch, source: SourceFile): QueueEntry {
  return newQueueEntry(
    {
      id,
      batchId: batch.id,
      name: source.name,
      path: source.path,
      sizeInBytes: undefined,
      mimeType: source.type,
      destination: batch.destination,
      state: { status: 'queued' },
      ...(batch.options.held ? { isHeld: true } : {}),
    },
    source,
  );
}
