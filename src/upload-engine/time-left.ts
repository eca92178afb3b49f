import type { DispatcherLoad } from './dispatcher.ts';
import type { Pace } from './pace.ts';
import type { QueueStore } from './queue-store.ts';
import type { TicketLog } from './ticket-log.ts';
import { measureWork, noteSmallFile, noWork, smallFilesMs, workTimeMs } from './work-rate.ts';

/** Nothing is promised before this much work. Milliseconds. */
const STABLE_AFTER_MS = 3_000;

/** How long the queue will take. */
export interface TimeLeft {
  /** Takes in what moved during the last `elapsedMs`. */
  measure(bytes: number, elapsedMs: number): void;
  /** A small file was sent, after so long in its slot. */
  noteSmallFile(sizeInBytes: number, durationMs: number): void;
  /** True while there is something to measure, or a time that runs down. */
  isRunning(): boolean;
  /** Milliseconds. Undefined until it can be told, and when nothing is left. While nothing goes on, what it was. */
  get(): number | undefined;
}

export interface TimeLeftOptions {
  readonly store: Pick<QueueStore, 'totals'>;
  readonly load: () => DispatcherLoad;
  readonly pace: Pick<Pace, 'limit'>;
  readonly tickets: TicketLog;
}

export function createTimeLeft({ store, load, pace, tickets }: TimeLeftOptions): TimeLeft {
  let rate = noWork;
  let told: number | undefined;

  /** Who waits for a ticket does not work while Wix gives none. */
  const isWorking = () => load().isMoving() || (tickets.isOpen() && (isWorkedAt('small') || isWorkedAt('large')));
  const isWorkedAt = (kind: 'small' | 'large') => load().isWorkedAt(kind);
  const isHeldBack = () => !tickets.isOpen() && store.totals.byStatus.waiting + store.totals.byStatus.ticketing > 0;

  /** The calls of a minute may be used up before long. */
  const isStable = () => rate.workedMs >= STABLE_AFTER_MS || (!tickets.isOpen() && rate.small.count > 0);

  const smallSlots = () => {
    const smallSending = load().sendingOf('small');
    return { smallSlots: isWorkedAt('small') ? Math.max(smallSending, load().slots('small')) : 0, smallSending };
  };
  const predict = (): number | undefined => {
    const { large } = store.totals.left;
    const small = { ...store.totals.left.small, slots: load().share('small') };
    const workMs = workTimeMs(rate, { small, large });
    if (workMs === undefined) return undefined;
    const limit = pace.limit();
    const atPaceMs = limit === undefined ? 0 : ((small.bytes + large.bytes) / limit) * 1_000;
    const files = small.files + large.files;
    const withoutTicket = Math.max(0, files - load().withTicket());
    // Large files are sent while small ones wait for the next minute: what comes after a small one are small ones.
    const smallMs = small.files === 0 ? workMs : (smallFilesMs(rate, small) ?? 0);
    const perFileMs = smallMs / Math.max(1, small.files || files);
    return Math.round(Math.max(workMs, atPaceMs, tickets.timeMs(withoutTicket, perFileMs)));
  };

  return {
    measure(bytes, elapsedMs) {
      if (isWorking()) rate = measureWork(rate, { bytes, ...smallSlots() }, elapsedMs);
      if (isStable() && (isWorking() || isHeldBack())) told = predict();
    },
    noteSmallFile(sizeInBytes, durationMs) {
      rate = noteSmallFile(rate, sizeInBytes, durationMs);
    },
    isRunning: () => isWorking() || isHeldBack(),
    get() {
      const { small, large } = store.totals.left;
      return small.files + large.files === 0 ? undefined : told;
    },
  };
}
