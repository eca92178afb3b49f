import { type MediaFile, TICKETS_PER_CALL } from '#contracts';
import { createIdleSlots } from './idle-slots.ts';
import type { ItemSteps } from './item-steps.ts';
import type { LineMonitor } from './line-monitor.ts';
import type { Pace, Permit } from './pace.ts';
import { isEnoughAhead } from './pieces.ts';
import type { Clock } from './ports.ts';
import type { QueueEntry } from './queue-entry.ts';
import { createRightOfWay } from './right-of-way.ts';
import { createRunBook, type PreparedRun, type Run, urgentFirst } from './run-book.ts';
import { kindOf, type Scheduler, type WorkKind } from './scheduler.ts';
import { createSlotShares, KEPT_FOR_LARGE } from './slot-shares.ts';
import { type KindCounts, ticketsAhead } from './slots.ts';
import type { TicketLog } from './ticket-log.ts';
import type { Sent } from './work-rate.ts';

/** Keeps as many items prepared and as many slots busy as is right. */
export interface Dispatcher {
  /** Looks whether something can start. Cheap, and safe to call from anywhere. */
  pump(): void;
  /** Ends the item's run, if any: its later answers have no say. */
  stop(entry: QueueEntry, reason: unknown): void;
  stopAll(reason: unknown): QueueEntry[];
  /** No new tickets before this time. Milliseconds of the clock. */
  holdTicketsUntil(time: number): void;
  /** For a moment few small files begin: this computer has something more urgent to do. */
  giveWay(): void;
  readonly load: DispatcherLoad;
  /** Ends all runs; nothing starts any more. */
  dispose(): void;
}

export interface DispatcherLoad {
  sending(): number;
  sendingOf(kind: WorkKind): number;
  /** True while something is sent, or would be were it not for the pace. */
  isMoving(): boolean;
  /** True while files of this kind are worked at: sent, or got ready for it. */
  isWorkedAt(kind: WorkKind): boolean;
  /** How many files of this kind may go at once, of those that there are: as soon as the other kind keeps to its share. */
  share(kind: WorkKind): number;
  /** How many may now. */
  slots(kind: WorkKind): number;
  /** Files that have their ticket and are not there yet. */
  withTicket(): number;
  /** How long slots have stood idle, summed over the slots. Milliseconds times slots. */
  idleSlotMs(): number;
}

export interface DispatcherOptions {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly steps: ItemSteps;
  readonly line: LineMonitor;
  readonly pace: Pace;
  /** How many files may be sent at once now. */
  readonly limit: () => number;
  /** More are never sent at once, whatever is allowed now. */
  readonly mostAtOnce: number;
  readonly maxTicketAgeMs: number;
  readonly onAccepted: (entry: QueueEntry, file: MediaFile) => void;
  readonly onFailed: (entry: QueueEntry, error: unknown, step: 'prepare' | 'send') => void;
  /** Called when work begins: something gets ready, or is sent. */
  readonly onWork: () => void;
  readonly onSent: (entry: QueueEntry, sent: Sent) => void;
  readonly tickets: Pick<TicketLog, 'granted' | 'refused' | 'free' | 'isScarce' | 'moreInMs'>;
}

const kinds: readonly WorkKind[] = ['small', 'large'];

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { clock, scheduler, steps, line, pace } = options;
  const book = createRunBook();
  const idleSlots = createIdleSlots(clock);
  let sendMs: number | undefined;
  let prepareMs: number | undefined;
  let ticketsHeldUntil = Number.NEGATIVE_INFINITY;
  let cancelHold = () => {};
  let cancelLook = () => {};
  let isAsking = false;
  let isPumping = false;
  let pumpAgain = false;
  let isDisposed = false;

  const shares = createSlotShares({
    scheduler,
    book,
    tickets: options.tickets,
    limit: options.limit,
    areTicketsHeld: () => clock.now() < ticketsHeldUntil,
  });
  const sending = () => total(book.count('sending'));
  const rightOfWay = createRightOfWay(clock, () => pump());

  const finish = (run: Run, report: () => void) => {
    if (!book.end(run)) return;
    report();
    if (run.isProbe) line.probeEnded();
    pump();
  };
  const probeWith = (run: Run) => {
    run.isProbe = true;
    line.probeStarted();
  };

  const prepare = async (run: Run) => {
    const { entry, kind } = run;
    const startedAt = clock.now();
    try {
      const preparation = await steps.prepare(entry, run.controller.signal);
      if (preparation.kind === 'arrived') return finish(run, () => options.onAccepted(entry, preparation.file));
      if (!book.isOpen(run)) return;
      line.answered('server');
      if (preparation.kind === 'ticket') options.tickets.granted();
      if (kind === 'small') prepareMs = smooth(prepareMs, clock.now() - startedAt);
      book.putReady({ run, preparation });
      pump();
    } catch (error) {
      finish(run, () => options.onFailed(entry, error, 'prepare'));
    }
  };

  const send = async ({ run, preparation }: PreparedRun, whole?: Permit) => {
    const { entry, kind } = run;
    book.advance(run, 'sending');
    options.onWork();
    const startedAt = clock.now();
    const atFirst = sending();
    try {
      const file = await steps.send(entry, preparation.ticket, run.controller.signal, whole);
      const durationMs = clock.now() - startedAt;
      if (kind === 'small') sendMs = smooth(sendMs, durationMs);
      options.onSent(entry, { durationMs, sharers: (atFirst + sending()) / 2 });
      finish(run, () => options.onAccepted(entry, file));
    } catch (error) {
      finish(run, () => options.onFailed(entry, error, 'send'));
    }
  };

  const isTooOld = ({ preparation }: PreparedRun) =>
    preparation.kind === 'ticket' && clock.now() - preparation.obtainedAt > options.maxTicketAgeMs;

  const mayStart = ({ run }: PreparedRun): boolean => {
    // Who listens to the start of one may have stopped the next.
    if (!book.isOpen(run)) return false;
    if (line.outage() !== undefined) return run.isProbe;
    if (run.kind === 'small' && book.count('sending').small >= rightOfWay.mostSmall()) return false;
    const slots = shares.now();
    // Whatever the other kind has taken in its time, or the limit has lost since: each goes on with one at least.
    if (book.count('sending')[run.kind] === 0) return slots[run.kind] > 0 && sending() < options.mostAtOnce;
    return sending() < options.limit() && book.count('sending')[run.kind] < slots[run.kind];
  };
  const prepareAgain = ({ run }: PreparedRun) => {
    book.advance(run, 'preparing');
    void prepare(run);
  };
  const startSending = () => {
    for (const kind of kinds) {
      for (const next of urgentFirst(book.ready(kind))) {
        if (!mayStart(next)) continue;
        if (isTooOld(next)) prepareAgain(next);
        else if (next.preparation.ticket.protocol === 'tus') void send(next);
        else sendWhole(next);
      }
    }
  };
  /** What leaves in one request has to ask before it begins. One at a time, so that tickets are used in their order. */
  const sendWhole = (next: PreparedRun) => {
    if (isAsking) return;
    isAsking = true;
    let isAtOnce = true;
    pace.ask(next.run.entry.item.sizeInBytes ?? 0, (permit) => {
      isAsking = false;
      const isWorthIt = mayStart(next) && !isTooOld(next);
      if (isWorthIt) void send(next, permit);
      else permit.end();
      if (!isAtOnce) pump();
    });
    isAtOnce = false;
  };

  const startPreparing = () => {
    if (line.outage() !== undefined || clock.now() < ticketsHeldUntil) return;
    const limit = options.limit();
    const slots = shares.now();
    const underWay = (kind: WorkKind) => book.count('preparing')[kind] + book.count('prepared')[kind];
    const smallFree = Math.max(0, slots.small - book.count('sending').small);
    const ahead = ticketsAhead({ limit, sendMs, prepareMs });
    const inHand = underWay('small') - smallFree;
    // Those that the user put first do not wait until the tickets in hand are used up.
    for (const kind of kinds) prepareSome(kind, limit - urgentInHand(kind), scheduler.takeUrgent);
    // Asked for in groups: a call for every file that finishes would be as many calls as files.
    if (inHand <= Math.max(ahead / 2, ahead - TICKETS_PER_CALL))
      prepareSome('small', Math.min(ahead - inHand, shares.smallTickets()));
    if (scheduler.waiting('small') > 0 && shares.smallTickets() <= 0) lookAgainIn(options.tickets.moreInMs());
    // Where the minute's tickets will not do for all, large files have theirs before small ones have taken them.
    const largeAhead = Math.max(slots.large, options.tickets.isScarce() ? KEPT_FOR_LARGE : 0);
    prepareSome('large', slots.large + largeAhead - book.count('sending').large - underWay('large'));
  };
  const lookAgainIn = (delayMs: number) => {
    cancelLook();
    cancelLook = clock.setTimeout(pump, delayMs);
  };
  const prepareSome = (kind: WorkKind, count: number, take = scheduler.take) => {
    for (let started = 0; started < count; started += 1) {
      if (kind === 'small' && isEnoughAhead(pace, book.runs())) return;
      const entry = take(kind);
      if (!entry) return;
      void prepare(book.begin(entry, kind));
      options.onWork();
    }
  };
  const urgentInHand = (kind: WorkKind) =>
    book.runs().filter((run) => run.kind === kind && run.stage !== 'sending' && run.entry.isUrgent).length;
  const startProbe = () => {
    const ready = book.ready('small')[0] ?? book.ready('large')[0];
    // A ticket in hand finds out about the host. About the server only asking for one does: those in hand may have run out.
    if (ready && line.awaited() === 'host') return probeWith(ready.run);
    const entry = scheduler.take('small') ?? scheduler.take('large');
    if (entry) {
      const run = book.begin(entry, kindOf(entry));
      probeWith(run);
      void prepare(run);
    } else if (ready) {
      probeWith(ready.run);
      prepareAgain(ready);
    }
  };

  const pump = () => {
    if (isPumping || isDisposed) {
      pumpAgain = true;
      return;
    }
    isPumping = true;
    do {
      pumpAgain = false;
      if (line.mayProbe()) startProbe();
      startSending();
      startPreparing();
    } while (pumpAgain);
    isPumping = false;
    idleSlots.set(Math.max(0, options.limit() - sending()));
  };

  const end = (run: Run, reason: unknown) => {
    if (!book.end(run)) return;
    run.controller.abort(reason);
    if (run.isProbe) line.probeEnded();
  };
  const stopAll = (reason: unknown) => {
    const runs = book.runs();
    for (const run of runs) end(run, reason);
    return runs.map((run) => run.entry);
  };

  return {
    pump,
    stop(entry, reason) {
      const run = book.runOf(entry);
      if (run) end(run, reason);
    },
    stopAll,
    holdTicketsUntil(time) {
      options.tickets.refused(time);
      if (time <= ticketsHeldUntil) return;
      ticketsHeldUntil = time;
      cancelHold();
      cancelHold = clock.setTimeout(pump, time - clock.now());
    },
    giveWay: rightOfWay.give,
    load: {
      sending,
      sendingOf: (kind) => book.count('sending')[kind],
      isMoving: () => sending() > 0 || isAsking,
      isWorkedAt: (kind) =>
        book.count('sending')[kind] + book.count('prepared')[kind] + book.count('preparing')[kind] > 0,
      share: shares.share,
      slots: shares.open,
      withTicket: () => sending() + total(book.count('prepared')),
      idleSlotMs: idleSlots.slotMs,
    },
    dispose() {
      isDisposed = true;
      cancelHold();
      rightOfWay.dispose();
      cancelLook();
      stopAll(new Error('disposed'));
    },
  };
}

function total(counts: KindCounts): number {
  return counts.small + counts.large;
}

function smooth(previous: number | undefined, value: number): number {
  return previous === undefined ? value : previous * 0.8 + value * 0.2;
}
