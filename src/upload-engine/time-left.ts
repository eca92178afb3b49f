import type { DispatcherLoad } from './dispatcher.ts';
import type { Pace } from './pace.ts';
import type { QueueStore } from './queue-store.ts';
import { bytesOfLargest } from './queue-totals.ts';
import type { WorkKind } from './scheduler.ts';
import type { TicketLog } from './ticket-log.ts';
import { measureWork, noteSmallFile, noWork, type Sent, smallFilesMs, workTimeMs } from './work-rate.ts';

/** Nothing is promised before this much work. Milliseconds. */
const STABLE_AFTER_MS = 3_000;

/** How long the queue will take. */
export interface TimeLeft {
  /** Takes in what moved during the last `elapsedMs`. */
  measure(bytes: number, elapsedMs: number): void;
  /** How fast bytes left lately. 0 before any did. */
  bytesPerMs(): number;
  /** A small file was sent. */
  noteSmallFile(sizeInBytes: number, sent: Sent): void;
  /** True while there is something to measure, or a time that runs down. */
  isRunning(): boolean;
  /**
   * Milliseconds. Undefined until it can be told of all the work that there is, when nothing is left, and while the line
   * is down: nobody knows how long that will be. While nothing goes on otherwise, what it was.
   */
  get(): number | undefined;
}

export interface TimeLeftOptions {
  readonly store: Pick<QueueStore, 'totals' | 'buffers' | 'workAdded'>;
  readonly load: () => DispatcherLoad;
  readonly pace: Pick<Pace, 'limit'>;
  readonly tickets: TicketLog;
  readonly isLineDown: () => boolean;
}

export function createTimeLeft({ store, load, pace, tickets, isLineDown }: TimeLeftOptions): TimeLeft {
  let rate = noWork;
  let told: { readonly ms: number | undefined; readonly workAdded: number } | undefined;

  /** Who waits for a ticket does not work while Wix gives none. */
  const isWorking = () => load().isMoving() || (tickets.isOpen() && (isWorkedAt('small') || isWorkedAt('large')));
  const isWorkedAt = (kind: 'small' | 'large') => load().isWorkedAt(kind);
  const isHeldBack = () => !tickets.isOpen() && store.totals.byStatus.waiting + store.totals.byStatus.ticketing > 0;

  /** The calls of a minute may be used up before long. */
  const isStable = () => rate.workedMs >= STABLE_AFTER_MS || (!tickets.isOpen() && rate.small.weight > 0);

  const smallSlots = () => {
    const smallSending = load().sendingOf('small');
    // Slots that the pace keeps empty are none: what it costs is told by the pace.
    const open = pace.limit() === undefined ? load().slots('small') : 0;
    return { smallSlots: isWorkedAt('small') ? Math.max(smallSending, open) : 0, smallSending };
  };
  const leftOf = (kind: WorkKind) => {
    const { files, bytes } = store.totals.left[kind];
    return { files, bytes: bytes + store.buffers.likely(kind) };
  };
  const predict = (): number | undefined => {
    const small = { ...leftOf('small'), slots: load().share('small') };
    const large = leftOf('large');
    // Those under way have half of their own time behind them, one with another.
    const begun = load().sendingOf('small') / 2;
    const workMs = workTimeMs(rate, { small: { ...small, files: small.files - begun }, large });
    if (workMs === undefined) return undefined;
    const limit = pace.limit();
    const atPaceMs = limit === undefined ? 0 : ((small.bytes + large.bytes) / limit) * 1_000;
    const files = small.files + large.files;
    const withoutTicket = Math.max(0, files - load().withTicket());
    // Large files are sent while small ones wait for the next minute: what comes last are small ones, the largest of them.
    const lastMs = (count: number) => {
      if (small.files === 0) return (workMs * count) / files;
      const last = Math.min(count, small.files);
      return smallFilesMs(rate, { ...small, files: last, bytes: bytesOfLargest(store.totals, last) }) ?? 0;
    };
    return Math.round(Math.max(workMs, atPaceMs, tickets.timeMs(withoutTicket, lastMs)));
  };

  return {
    measure(bytes, elapsedMs) {
      if (isWorking()) rate = measureWork(rate, { bytes, inBuffers: store.buffers.most(), ...smallSlots() }, elapsedMs);
      if (isStable() && (isWorking() || isHeldBack())) told = { ms: predict(), workAdded: store.workAdded() };
    },
    bytesPerMs: () => (rate.ms === 0 ? 0 : rate.bytes / rate.ms),
    noteSmallFile(sizeInBytes, sent) {
      rate = noteSmallFile(rate, sizeInBytes, sent);
    },
    isRunning: () => isWorking() || isHeldBack(),
    get() {
      if (isLineDown()) return undefined;
      const { small, large } = store.totals.left;
      const isOfAllWork = told?.workAdded === store.workAdded();
      return small.files + large.files > 0 && isOfAllWork ? told?.ms : undefined;
    },
  };
}
