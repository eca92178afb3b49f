import type { Clock } from './ports.ts';

/** Leave to send so many bytes. */
export interface Permit {
  /** Of these bytes, how many have left so far. */
  sent(bytes: number): void;
  /** Nothing more leaves under this permit: what did not leave may be sent by others. Takes back a question not answered yet. */
  end(): void;
}

/** Keeps what leaves the browser below a number of bytes a second. */
export interface Pace {
  /** Bytes a second; undefined: no limit, everybody goes at once. */
  limit(): number | undefined;
  setLimit(bytesPerSecond: number | undefined): void;
  /** Asks to send bytes in one piece. `go` is called when they may leave, at once where that is now; first come, first served. */
  ask(bytes: number, go: (permit: Permit) => void): Permit;
  /** True when at least once since the last call somebody had to wait: then the limit was what limited. */
  takeHeldBack(): boolean;
  /** Hears of every change of the limit. */
  subscribe(listener: () => void): () => void;
  dispose(): void;
}

/**
 * What may be saved up while nothing is sent. Short, so that nobody hears the line choke after a pause. Milliseconds.
 */
const SAVED_MS = 250;

interface Question {
  readonly bytes: number;
  readonly go: () => void;
}

/**
 * A bucket of tokens, one a byte. A piece goes as soon as the bucket is not overdrawn, and then overdraws it by its own
 * size: over any time, no more leaves than the limit allows and one piece.
 */
export function createPace(clock: Pick<Clock, 'now' | 'setTimeout'>, initial?: number): Pace {
  let limit = initial;
  let level = 0;
  let reckonedAt = clock.now();
  /** Permitted, and not gone yet. */
  let underWay = 0;
  let wasHeldBack = false;
  let cancelTimer = () => {};
  const questions = new Set<Question>();
  const listeners = new Set<() => void>();

  const reckon = () => {
    const now = clock.now();
    if (limit !== undefined) level = Math.min((limit * SAVED_MS) / 1_000, level + (limit * (now - reckonedAt)) / 1_000);
    reckonedAt = now;
  };
  const answer = () => {
    reckon();
    for (const question of [...questions]) {
      // What is left of a token by rounding is none: a timer for it would never end.
      if (limit !== undefined && level < -0.5) break;
      if (!questions.delete(question)) continue;
      level -= question.bytes;
      underWay += question.bytes;
      question.go();
    }
    cancelTimer();
    if (questions.size === 0 || limit === undefined) return;
    wasHeldBack = true;
    cancelTimer = clock.setTimeout(answer, Math.max(1, Math.ceil((-level * 1_000) / limit)));
  };

  return {
    limit: () => limit,
    setLimit(bytesPerSecond) {
      if (bytesPerSecond === limit) return;
      reckon();
      // What is under way leaves as fast as it goes. It is paid for before anything else begins.
      if (limit === undefined) level = -underWay;
      limit = bytesPerSecond;
      answer();
      for (const listener of [...listeners]) listener();
    },
    ask(bytes, go) {
      let left = 0;
      let isPermitted = false;
      const permit: Permit = {
        sent(all) {
          const more = isPermitted ? Math.min(bytes, all) - left : 0;
          if (more <= 0) return;
          left += more;
          underWay -= more;
        },
        end() {
          if (questions.delete(question) || !isPermitted) return;
          const unused = bytes - left;
          left = bytes;
          if (unused === 0) return;
          underWay -= unused;
          reckon();
          level += unused;
          answer();
        },
      };
      const question: Question = {
        bytes,
        go() {
          isPermitted = true;
          go(permit);
        },
      };
      questions.add(question);
      answer();
      return permit;
    },
    takeHeldBack() {
      const was = wasHeldBack;
      wasHeldBack = false;
      return was;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      cancelTimer();
      questions.clear();
      listeners.clear();
    },
  };
}
