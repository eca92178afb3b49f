import type { LedgerItem } from '#contracts';
import type { Dispatcher } from './dispatcher.ts';
import type { BatchId, StoredFile } from './item.ts';
import { actionFor } from './ledger/failure-action.ts';
import type { LedgerQueue, RestoredItem } from './ledger/ledger-queue.ts';
import type { QueueRecorder } from './ledger/queue-recorder.ts';
import { forgiveFailures, type QueueEntry } from './queue-entry.ts';
import type { QueueStore } from './queue-store.ts';
import { restoredEntry, stateFromLedger } from './restored-entry.ts';
import type { Scheduler } from './scheduler.ts';
import { isTerminal } from './transition.ts';
import type { WaitingRoom } from './waiting-room.ts';

export interface LedgerOrdersOptions {
  readonly store: QueueStore;
  readonly scheduler: Scheduler;
  readonly dispatcher: Dispatcher;
  readonly waitingRoom: WaitingRoom;
  /** Batches that another page sends. Shared with whoever schedules: nothing of them may start here. */
  readonly drivenElsewhere: Set<BatchId>;
  readonly schedule: (entry: QueueEntry) => void;
  readonly watch: (entry: QueueEntry, file: StoredFile) => void;
  readonly recorder: Pick<QueueRecorder, 'bytesFound' | 'awaitsVerification'>;
}

export function createLedgerOrders(options: LedgerOrdersOptions): LedgerQueue {
  const { store, scheduler, dispatcher, waitingRoom, drivenElsewhere, schedule, watch, recorder } = options;

  const takeOut = (entry: QueueEntry, reason: string) => {
    dispatcher.stop(entry, new Error(reason));
    scheduler.remove(entry);
    waitingRoom.leave(entry);
  };
  /** Lets a new state have its effect. */
  const follow = (entry: QueueEntry) => {
    const { state } = entry.item;
    if (state.status === 'accepted') watch(entry, state.file);
    if (state.status === 'queued') schedule(entry);
  };
  const entriesOf = (batchId: BatchId) => [...store.entries()].filter(({ item }) => item.batchId === batchId);

  /** Picking a file again is the cure of some failures, and the wish to try again. */
  const pickedAgain = (entry: QueueEntry) => {
    const { state } = entry.item;
    if (state.status !== 'failed' || actionFor(state.failure.code) !== 'pick-again') return;
    forgiveFailures(entry);
    store.apply(entry, { type: 'retried' });
  };
  const isUncompared = ({ item: { id, state } }: QueueEntry) =>
    (state.status === 'ready' || state.status === 'accepted') &&
    state.file.verification === undefined &&
    !recorder.awaitsVerification(id);
  /** Nothing is ready before its bytes were compared with Wix's copy; where they were not here, that is made up for. */
  const compareAgain = (entry: QueueEntry) => {
    const { state } = entry.item;
    if (!isUncompared(entry) || !('file' in state)) return;
    store.apply(entry, { type: 'superseded', state: { status: 'accepted', file: state.file } });
    recorder.bytesFound(entry.item, state.file);
  };
  const restoreOne = (batch: Parameters<LedgerQueue['restore']>[0], item: RestoredItem) => {
    const { source } = item;
    const known = store.get(item.ledger.uploadId);
    if (known && !(source && (known.item.state.status === 'failed' || isUncompared(known)))) return;
    const entry = known ?? restoredEntry(batch, item);
    if (!known) store.add(entry);
    if (source) {
      entry.source = source;
      pickedAgain(entry);
      compareAgain(entry);
    }
    follow(entry);
  };

  return {
    restore(batch, items) {
      for (const item of items) restoreOne(batch, item);
      dispatcher.pump();
    },
    standBack(batchId) {
      drivenElsewhere.add(batchId);
      for (const entry of entriesOf(batchId)) {
        const { state } = entry.item;
        if (isTerminal(state) || state.status === 'accepted' || state.status === 'paused' || entry.item.isHeld)
          continue;
        takeOut(entry, 'another page sends this batch');
        standBack(store, entry);
      }
    },
    goOn(batchId) {
      if (!drivenElsewhere.delete(batchId)) return;
      for (const entry of entriesOf(batchId)) {
        const { state } = entry.item;
        if (state.status !== 'waiting' || state.reason !== 'other-page') continue;
        if (store.apply(entry, { type: 'requeued' })) schedule(entry);
      }
      dispatcher.pump();
    },
    takeWord(items) {
      for (const ledger of items) {
        const entry = store.get(ledger.uploadId);
        if (!entry) continue;
        // Whatever upload this page had begun, the other one may have ended: the server knows which can be continued.
        entry.resumable = undefined;
        entry.bytesAccepted = Math.min(ledger.bytesAccepted, entry.item.sizeInBytes ?? 0);
        if (agrees(entry, ledger)) continue;
        takeOut(entry, 'another page moved this item');
        store.apply(entry, { type: 'superseded', state: stateFromLedger(ledger) });
        follow(entry);
      }
    },
    isSending: () => dispatcher.load.sending() > 0,
    sourceOf: (itemId) => store.get(itemId)?.source,
  };
}

/** Waits for as long as another page sends the batch. */
export function standBack(store: QueueStore, entry: QueueEntry): void {
  store.apply(entry, { type: 'wait-started', reason: 'other-page', bytesAccepted: entry.bytesAccepted });
}

/** True when the queue's state and the ledger's say the same. */
function agrees({ item: { state } }: QueueEntry, ledger: LedgerItem): boolean {
  switch (ledger.state) {
    case 'queued':
    case 'sending':
      return !isTerminal(state) && state.status !== 'accepted';
    case 'accepted':
    case 'ready':
      return (state.status === 'accepted' || state.status === 'ready') && state.file.id === ledger.fileId;
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return state.status === ledger.state;
    default:
      return false;
  }
}
