import type { MediaFile } from '#contracts';
import { createAwaitingFiles } from './awaiting-files.ts';
import { createDispatcher } from './dispatcher.ts';
import type { UploadEngine } from './engine-api.ts';
import { type UploadEngineOptions, withDefaults } from './engine-options.ts';
import { createIntake } from './intake.ts';
import type { BatchId } from './item.ts';
import { createItemSteps } from './item-steps.ts';
import type { LedgerQueue } from './ledger/ledger-queue.ts';
import { createLedgerOrders, standBack } from './ledger-orders.ts';
import { createLineMonitor } from './line-monitor.ts';
import { createOrders } from './orders.ts';
import { createOutcomes, isAwaited } from './outcomes.ts';
import { createPace } from './pace.ts';
import type { QueueEntry } from './queue-entry.ts';
import { createQueueStore, type TransitionObserver } from './queue-store.ts';
import { createReadinessPoller } from './readiness-poller.ts';
import { isNetworkFailure } from './retry-policy.ts';
import { createScheduler } from './scheduler.ts';
import { createSummaryReader } from './summary.ts';
import { createThroughput } from './throughput.ts';
import { createTicketLog } from './ticket-log.ts';
import { createTicketPool } from './ticket-pool.ts';
import { createWaitingRoom } from './waiting-room.ts';

/** An engine, and the side of it that a ledger moves. */
export interface UploadEngineWithQueue extends UploadEngine {
  readonly ledgerQueue: LedgerQueue;
}

/** Puts the parts of the engine together. Nothing runs before the first file is added. */
export function createUploadEngine(given: UploadEngineOptions): UploadEngineWithQueue {
  const options = withDefaults(given);
  const { clock, transports, random, retry, recorder } = options;

  const observe: TransitionObserver = (item, event, previous) => {
    recorder.transitioned(item, event, previous);
    options.onTransition(item, event, previous);
  };
  const store = createQueueStore(clock, observe, () => throughput.sample());
  const scheduler = createScheduler();
  const pace = createPace(clock, options.bytesPerSecondLimit);
  const ticketLog = createTicketLog(clock);
  const throughput = createThroughput({
    clock,
    store,
    load: () => dispatcher.load,
    pace,
    tickets: ticketLog,
    isLineDown: () => line.outage() !== undefined,
    limits: options.concurrency,
    onLimitChanged: () => pump(),
  });
  const ticketPool = createTicketPool({
    source: options.tickets,
    clock,
    gatherMs: options.ticketGatherMs,
    timeoutMs: options.ticketTimeoutMs,
  });
  const waitingRoom = createWaitingRoom(clock, (entry) => {
    if (!store.apply(entry, { type: 'requeued' })) return;
    schedule(entry);
    pump();
  });
  const line = createLineMonitor({
    connectivity: options.connectivity,
    clock,
    random,
    retry,
    onOfflineHint() {
      for (const entry of dispatcher.stopAll(new Error('offline'))) outcomes.waitForLine(entry, 'offline');
    },
    onUp() {
      waitingRoom.wake(waitsForLine);
      pump();
    },
    onProbeDue() {
      if (scheduler.waiting('small') + scheduler.waiting('large') === 0) waitingRoom.wakeFirst();
      pump();
    },
  });
  const steps = createItemSteps({
    store,
    clock,
    tickets: ticketPool,
    transports,
    pace,
    detectMimeType: options.detectMimeType,
    stallTimeoutMs: options.stallTimeoutMs,
    answerTimeoutMs: options.answerTimeoutMs,
    onResumeUrl: recorder.resumeUrlKnown,
    onFlowing: () => line.answered('host'),
  });
  const dispatcher = createDispatcher({
    clock,
    scheduler,
    steps,
    line,
    pace,
    limit: throughput.limit,
    mostAtOnce: options.concurrency.max,
    maxTicketAgeMs: options.maxTicketAgeMs,
    onAccepted: (entry, file) => outcomes.accepted(entry, file),
    onFailed: (entry, error, step) => outcomes.failed(entry, error, step),
    onWork: throughput.start,
    onSent: throughput.noteSent,
    tickets: ticketLog,
  });
  const pump = dispatcher.pump;
  const awaiting = createAwaitingFiles();
  const poller = createReadinessPoller({
    source: options.readiness,
    clock,
    random,
    onSettled(file) {
      for (const entry of awaiting.take(file.id)) outcomes.settled(entry, file);
    },
    onLost(fileId) {
      const failure = { code: 'PROCESSING_FAILED', message: 'Wix does not know this file any more.' } as const;
      for (const entry of awaiting.take(fileId)) {
        if (isAwaited(entry, { id: fileId })) store.apply(entry, { type: 'failed', failure });
      }
    },
  });
  const watch = (entry: QueueEntry, file: Pick<MediaFile, 'id'>) => {
    awaiting.add(file, entry);
    poller.watch(file.id);
  };
  const outcomes = createOutcomes({
    store,
    clock,
    random,
    retry,
    maxDifferingCopies: options.maxDifferingCopies,
    waitingRoom,
    line,
    holdTicketsUntil: dispatcher.holdTicketsUntil,
    watch,
    awaitsVerification: ({ item }) => recorder.awaitsVerification(item.id),
    onTrouble: throughput.noteTrouble,
  });
  const drivenElsewhere = new Set<BatchId>();
  /** What was begun goes on before anything new begins; what another page sends does not go on here. */
  const schedule = (entry: QueueEntry) => {
    if (!entry.isMeasured || entry.item.isHeld) return;
    if (drivenElsewhere.has(entry.item.batchId)) standBack(store, entry);
    else scheduler.add(entry, entry.bytesReached > 0 ? 'continuing' : 'in-turn');
  };
  const intake = createIntake({
    store,
    clock,
    newId: options.newId,
    recorder,
    onMeasured(entry) {
      if (entry.item.state.status === 'queued') schedule(entry);
    },
    onSliceDone: pump,
  });
  const orders = createOrders({
    store,
    scheduler,
    dispatcher,
    waitingRoom,
    intake,
    schedule,
    recorder,
    resumableTransport: transports.tus,
  });

  const ledgerQueue = createLedgerOrders({
    store,
    scheduler,
    dispatcher,
    waitingRoom,
    drivenElsewhere,
    schedule,
    watch,
    recorder,
  });

  return {
    ledgerQueue,
    add: intake.add,
    ...orders,
    setSpeedLimit: pace.setLimit,
    giveWay: dispatcher.giveWay,
    getItem: (id) => store.get(id)?.item,
    getBody: (id) => store.get(id)?.source.body,
    getItemIds: store.ids,
    getSummary: createSummaryReader(store, throughput),
    getFolderKeys: store.folders.keys,
    getFolder: store.folders.get,
    getFolderItemIds: store.folders.ids,
    subscribeItem: store.notifier.subscribeItem,
    subscribeFolder: store.notifier.subscribeFolder,
    subscribeItemIds: store.notifier.subscribeList,
    subscribeSummary: store.notifier.subscribeSummary,
    dispose() {
      intake.dispose();
      store.notifier.dispose();
      line.dispose();
      poller.dispose();
      waitingRoom.dispose();
      throughput.dispose();
      pace.dispose();
      dispatcher.dispose();
    },
  };
}

/** Those whom the outage itself made wait, and those whose last try it spoiled before anybody knew of it. */
function waitsForLine({ item: { state } }: QueueEntry): boolean {
  if (state.status !== 'waiting') return false;
  if (state.reason === 'offline' || state.reason === 'server-unavailable') return true;
  return state.reason === 'retry' && state.failure !== undefined && isNetworkFailure(state.failure);
}
