import type { Clock } from '#upload-engine';

export interface ManualClock extends Clock {
  /** Lets time pass, running what is due in its order, each after everything before it has settled. */
  advance(durationMs: number): Promise<void>;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  /** How many timers are waiting. */
  pending(): number;
}

interface Timer {
  readonly dueAt: number;
  readonly order: number;
  readonly callback: () => void;
}

/** Milliseconds between two frames of this clock. */
const FRAME_MS = 16;

/** A clock that stands still until told. */
export function createManualClock(): ManualClock {
  const timers = new Set<Timer>();
  let now = 0;
  let order = 0;

  const setTimer = (callback: () => void, delayMs: number) => {
    order += 1;
    const timer = { dueAt: now + Math.max(0, delayMs), order, callback };
    timers.add(timer);
    return () => {
      timers.delete(timer);
    };
  };
  const nextDue = (until: number): Timer | undefined => {
    let next: Timer | undefined;
    for (const timer of timers) {
      if (timer.dueAt > until) continue;
      const isEarlier = !next || timer.dueAt < next.dueAt || (timer.dueAt === next.dueAt && timer.order < next.order);
      if (isEarlier) next = timer;
    }
    return next;
  };
  const advance = async (durationMs: number) => {
    const until = now + durationMs;
    await drain();
    for (let timer = nextDue(until); timer; timer = nextDue(until)) {
      timers.delete(timer);
      now = Math.max(now, timer.dueAt);
      timer.callback();
      await drain();
    }
    now = until;
  };

  return {
    now: () => now,
    setTimeout: setTimer,
    nextFrame: (callback) => setTimer(callback, FRAME_MS),
    yield: () => new Promise((resolve) => setTimer(resolve, 0)),
    advance,
    settle: () => advance(0),
    pending: () => timers.size,
  };
}

/** A real task later, every promise that could settle by itself has. */
function drain(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
