import {
  adaptConcurrency,
  type ConcurrencyLimits,
  initialConcurrency,
  isLeaping,
  type ThroughputWindow,
} from './concurrency.ts';
import type { DispatcherLoad } from './dispatcher.ts';
import type { Pace } from './pace.ts';
import type { Clock } from './ports.ts';
import { measureSpeed, noSpeed, type SpeedState } from './progress.ts';
import type { QueueEntry } from './queue-entry.ts';
import type { QueueStore } from './queue-store.ts';
import { kindOf } from './scheduler.ts';
import type { TicketLog } from './ticket-log.ts';
import { createTimeLeft } from './time-left.ts';
import type { Sent } from './work-rate.ts';

/** Measures what moves: for the number of slots, and for speed and time left. */
export interface Throughput {
  limit(): number;
  speed(): SpeedState;
  timeLeftMs(): number | undefined;
  noteSent(entry: QueueEntry, sent: Sent): void;
  /** Takes in what moved since the last time. */
  sample(): void;
  /** Something of the line or the host failed in this window. */
  noteTrouble(): void;
  /** Measures as long as there is work. */
  start(): void;
  dispose(): void;
}

/** How often is measured while there is work, even if nothing moves. Milliseconds. */
const BEAT_MS = 500;
/** Length of one window for the number of slots, and the longest of one in which it climbs in large steps. Milliseconds. */
const WINDOW_MS = 2_000;
const LEAP_WINDOW_MS = 1_000;
/** In large steps a window is over as soon as so many files for each slot arrived, but not before this. Milliseconds. */
const LEAP_FILES_PER_SLOT = 2;
const MIN_LEAP_WINDOW_MS = 200;
/** Of the slots' time, what may be idle in a window that tells whether more slots would help. */
const TOLERATED_IDLE = 0.1;
/** Steps shorter than this are put together: a browser reports bytes in lumps. Milliseconds. */
const MIN_SAMPLE_MS = 100;

export interface ThroughputOptions {
  readonly clock: Clock;
  readonly store: QueueStore;
  readonly load: () => DispatcherLoad;
  readonly pace: Pick<Pace, 'takeHeldBack' | 'limit'>;
  readonly tickets: TicketLog;
  readonly isLineDown: () => boolean;
  readonly limits: ConcurrencyLimits;
  readonly onLimitChanged: () => void;
}

export function createThroughput(options: ThroughputOptions): Throughput {
  const { clock, store, load, pace, limits, onLimitChanged } = options;
  let concurrency = initialConcurrency(limits);
  const timeLeft = createTimeLeft(options);
  let speed = noSpeed;
  let sampledAt = clock.now();
  /** Bytes that are likely to have left this computer. */
  let departed = 0;
  let window = { at: clock.now(), ...store.moved, idleSlotMs: 0 };
  let isHeldBack = false;
  let failures = 0;
  /** Of the files that were under way when the number of slots last changed, how many still are. */
  let underWay = limits.start;
  let cancelBeat: (() => void) | undefined;

  const mark = () => ({ at: clock.now(), ...store.moved });
  const sample = () => {
    const elapsedMs = clock.now() - sampledAt;
    if (cancelBeat === undefined || elapsedMs < MIN_SAMPLE_MS) return;
    const before = departed;
    // All requests share the line.
    store.buffers.drain((timeLeft.bytesPerMs() * elapsedMs) / Math.max(1, load().sending()));
    const inBuffers = store.buffers.likely('small') + store.buffers.likely('large');
    departed = Math.max(before, store.moved.bytes - inBuffers);
    const bytes = departed - before;
    // Without anything under way the measuring rests, so that a pause does not count as slowness.
    if (load().isMoving() || bytes > 0) speed = measureSpeed(speed, bytes, elapsedMs);
    timeLeft.measure(bytes, elapsedMs);
    sampledAt = clock.now();
  };
  const openWindow = () => {
    window = { ...mark(), idleSlotMs: load().idleSlotMs() };
    pace.takeHeldBack();
    isHeldBack = false;
  };
  const readWindow = (): ThroughputWindow => {
    const durationMs = clock.now() - window.at;
    const idleSlotMs = load().idleSlotMs() - window.idleSlotMs;
    isHeldBack = pace.takeHeldBack() || isHeldBack;
    return {
      durationMs,
      bytesMoved: store.moved.bytes - window.bytes,
      filesAccepted: store.moved.files - window.files,
      failures,
      wasSaturated: idleSlotMs <= concurrency.limit * durationMs * TOLERATED_IDLE && !isHeldBack,
    };
  };
  const closeWindow = () => {
    const previous = concurrency.limit;
    concurrency = adaptConcurrency(concurrency, readWindow(), limits);
    failures = 0;
    openWindow();
    if (concurrency.limit === previous) return;
    underWay = load().sending();
    if (concurrency.limit > previous) onLimitChanged();
  };
  /**
   * A window of large steps begins when those that were under way at the step have arrived, and ends with enough others
   * where they tell to go on. To end the climb takes the whole window: a short one may just have met a busy moment.
   */
  const countLeap = () => {
    if (underWay > 0) {
      underWay -= 1;
      if (underWay === 0) openWindow();
      return;
    }
    const soFar = readWindow();
    if (soFar.filesAccepted < concurrency.limit * LEAP_FILES_PER_SLOT || soFar.durationMs < MIN_LEAP_WINDOW_MS) return;
    if (failures > 0 || isLeaping(adaptConcurrency(concurrency, soFar, limits))) closeWindow();
  };
  /** What buffers hold may be of this window or of the next: then only a longer one tells. */
  const isWindowOver = () => {
    const isLongEnough = clock.now() - window.at >= (isLeaping(concurrency) ? LEAP_WINDOW_MS : WINDOW_MS);
    return isLongEnough && (failures > 0 || store.moved.bytes - window.bytes >= 2 * store.buffers.most());
  };
  const beat = () => {
    sample();
    if (isWindowOver()) closeWindow();
    cancelBeat = undefined;
    if (timeLeft.isRunning()) cancelBeat = clock.setTimeout(beat, BEAT_MS);
    store.notifier.summaryChanged();
  };

  return {
    limit: () => concurrency.limit,
    speed: () => speed,
    timeLeftMs: timeLeft.get,
    noteSent(entry, sent) {
      if (kindOf(entry) === 'small') timeLeft.noteSmallFile(entry.item.sizeInBytes ?? 0, sent);
      if (isLeaping(concurrency)) countLeap();
    },
    sample,
    noteTrouble() {
      failures += 1;
    },
    start() {
      if (cancelBeat !== undefined) return;
      sampledAt = clock.now();
      openWindow();
      cancelBeat = clock.setTimeout(beat, BEAT_MS);
    },
    dispose() {
      cancelBeat?.();
    },
  };
}
