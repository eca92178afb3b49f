import type { Dispatcher } from './dispatcher.ts';
import type { HeldVerdict, Selection, UploadEngine } from './engine-api.ts';
import type { Intake } from './intake.ts';
import type { QueueRecorder } from './ledger/queue-recorder.ts';
import type { Transport } from './ports.ts';
import { forgetUpload, forgiveFailures, type QueueEntry } from './queue-entry.ts';
import type { QueueStore } from './queue-store.ts';
import type { Scheduler } from './scheduler.ts';
import { isTerminal } from './transition.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** What a person can tell the queue to do. */
export type Orders = Pick<
  UploadEngine,
  'settle' | 'pause' | 'resume' | 'cancel' | 'retry' | 'sendNext' | 'clearFinished' | 'remove'
>;

export interface OrdersOptions {
  readonly store: QueueStore;
  readonly scheduler: Scheduler;
  readonly dispatcher: Dispatcher;
  readonly waitingRoom: WaitingRoom;
  readonly intake: Intake;
  readonly schedule: (entry: QueueEntry) => void;
  readonly recorder: Pick<QueueRecorder, 'itemAdded' | 'dismissed'>;
  readonly resumableTransport: Transport;
}

export function createOrders(options: OrdersOptions): Orders {
  const { store, scheduler, dispatcher, waitingRoom, intake, schedule } = options;

  const forEach = (selection: Selection, order: (entry: QueueEntry) => void) => {
    for (const entry of select(store, selection)) order(entry);
    dispatcher.pump();
  };
  const standing = (selection: Selection, order: Parameters<Intake['order']>[0]) => {
    if (selection === 'all') intake.order(order);
    else if ('batchId' in selection) intake.order(order, selection.batchId);
  };
  const takeOut = (entry: QueueEntry) => {
    dispatcher.stop(entry, new Error('stopped by the user'));
    scheduler.remove(entry);
    waitingRoom.leave(entry);
  };
  const terminate = (entry: QueueEntry) => {
    const resumeUrl = entry.resumable?.resumeUrl;
    forgetUpload(entry);
    // A host that cannot end an upload forgets it by itself after some days: nobody needs to hear of that.
    if (resumeUrl !== undefined) options.resumableTransport.terminate(resumeUrl).catch(() => {});
  };

  const settle = (entry: QueueEntry, verdict: HeldVerdict) => {
    const { status } = entry.item.state;
    store.learn(entry, {
      isHeld: false,
      ...('sentAs' in verdict ? { sentAs: verdict.sentAs } : {}),
      ...('replaces' in verdict ? { replaces: verdict.replaces } : {}),
    });
    if (entry.isMeasured && !isTerminal(entry.item.state)) options.recorder.itemAdded(entry.item, entry.source);
    if (verdict.action === 'send') {
      if (status === 'queued') schedule(entry);
      return;
    }
    // A paused file is no file that anybody waits for: it need not be resumed to be told.
    if (status === 'paused') store.apply(entry, { type: 'requeued' });
    store.apply(entry, { type: verdict.action === 'skip' ? 'skipped' : 'failed', failure: verdict.failure });
  };

  return {
    settle(verdicts) {
      for (const [id, verdict] of verdicts) {
        const entry = store.get(id);
        if (entry?.item.isHeld) settle(entry, verdict);
      }
      dispatcher.pump();
    },
    pause(selection) {
      standing(selection, 'pause');
      forEach(selection, (entry) => {
        const { status } = entry.item.state;
        if (isTerminal(entry.item.state) || status === 'accepted' || status === 'paused') return;
        takeOut(entry);
        store.apply(entry, { type: 'paused', bytesAccepted: entry.bytesAccepted });
      });
    },
    resume(selection) {
      standing(selection, 'run');
      forEach(selection, (entry) => {
        if (entry.item.state.status === 'paused' && store.apply(entry, { type: 'requeued' })) schedule(entry);
      });
    },
    cancel(selection) {
      standing(selection, 'cancel');
      forEach(selection, (entry) => {
        // Wix has accepted files already: there is nothing left to stop, and they will be ready.
        if (isTerminal(entry.item.state) || entry.item.state.status === 'accepted') return;
        takeOut(entry);
        terminate(entry);
        store.apply(entry, { type: 'cancelled' });
      });
    },
    retry: (selection) =>
      forEach(selection, (entry) => {
        const { state } = entry.item;
        if (state.status !== 'failed') return;
        forgiveFailures(entry);
        if (state.failure.code === 'FILE_CHANGED') terminate(entry);
        if (store.apply(entry, { type: 'retried' })) schedule(entry);
      }),
    sendNext: (selection) =>
      forEach(selection, (entry) => {
        const { status } = entry.item.state;
        if (status !== 'queued' && status !== 'checking' && status !== 'ticketing') return;
        entry.isUrgent = true;
        scheduler.expedite(entry);
      }),
    clearFinished() {
      store.remove(({ item: { state } }) => isTerminal(state) && state.status !== 'failed');
    },
    remove(selection) {
      const failed = new Set([...select(store, selection)].filter(({ item }) => item.state.status === 'failed'));
      store.remove((entry) => failed.has(entry));
      for (const { item } of failed) options.recorder.dismissed(item);
    },
  };
}

function select(store: QueueStore, selection: Selection): Iterable<QueueEntry> {
  if (selection === 'all') return store.entries();
  if ('batchId' in selection) {
    return [...store.entries()].filter((entry) => entry.item.batchId === selection.batchId);
  }
  return selection.flatMap((id) => store.get(id) ?? []);
}
