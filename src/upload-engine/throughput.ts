import { adaptConcurrency, type ConcurrencyLimits, initialConcurrency } from './concurrency.ts';
import type { DispatcherLoad } from './dispatcher.ts';
import type { Clock } from './ports.ts';
import { measureSpeed, noSpeed, type SpeedState } from './progress.ts';
import type { QueueStore } from './queue-store.ts';

/** Measures what moves: for the number of slots, and for speed and time left. */
export interface Throughput {
  limit(): number;
  speed(): SpeedState;
  /** Takes in what moved since the last time. */
  sample(): void;
  /** Something of the line or the host failed in this window. */
  noteTrouble(): void;
  /** Measures as long as something is being sent. */
  start(): void;
  dispose(): void;
}

/** How often speed is measured while something is sent, even if nothing moves. Milliseconds. */
const BEAT_MS = 500;
/** Length of one window for the number of slots. Milliseconds. */
const WINDOW_MS = 2_000;
/** Steps shorter than this are put together: a browser reports bytes in lumps. Milliseconds. */
const MIN_SAMPLE_MS = 100;

export interface ThroughputOptions {
  readonly clock: Clock;
  readonly store: QueueStore;
  readonly load: () => DispatcherLoad;
  readonly limits: ConcurrencyLimits;
  readonly onLimitChanged: () => void;
}

export function createThroughput({ clock, store, load, limits, onLimitChanged }: ThroughputOptions): Throughput {
  let concurrency = initialConcurrency(limits);
  let speed = noSpeed;
  let sampled = { at: clock.now(), ...store.moved };
  let window = { at: clock.now(), ...store.moved };
  let failures = 0;
  let cancelBeat: (() => void) | undefined;

  const mark = () => ({ at: clock.now(), ...store.moved });
  const sample = () => {
    const elapsedMs = clock.now() - sampled.at;
    if (cancelBeat === undefined || elapsedMs < MIN_SAMPLE_MS) return;
    const { bytes, files } = store.moved;
    speed = measureSpeed(speed, { bytes: bytes - sampled.bytes, files: files - sampled.files }, elapsedMs);
    sampled = mark();
  };
  const closeWindow = () => {
    const { bytes, files } = store.moved;
    const previous = concurrency.limit;
    const isFull = load().sending() >= previous;
    const isStarved = load().takeStarved();
    concurrency = adaptConcurrency(
      concurrency,
      {
        durationMs: clock.now() - window.at,
        bytesMoved: bytes - window.bytes,
        filesAccepted: files - window.files,
        failures,
        wasSaturated: isFull && !isStarved,
      },
      limits,
    );
    failures = 0;
    window = mark();
    if (concurrency.limit > previous) onLimitChanged();
  };
  const beat = () => {
    sample();
    if (clock.now() - window.at >= WINDOW_MS) closeWindow();
    cancelBeat = undefined;
    // Without anything under way the measuring rests, so that a pause does not count as slowness.
    if (load().sending() > 0) cancelBeat = clock.setTimeout(beat, BEAT_MS);
    store.notifier.summaryChanged();
  };

  return {
    limit: () => concurrency.limit,
    speed: () => speed,
    sample,
    noteTrouble() {
      failures += 1;
    },
    start() {
      if (cancelBeat !== undefined || load().sending() === 0) return;
      sampled = mark();
      window = mark();
      load().takeStarved();
      cancelBeat = clock.setTimeout(beat, BEAT_MS);
    },
    dispose() {
      cancelBeat?.();
    },
  };
}
