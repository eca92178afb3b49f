import type { Clock } from '../../src/upload-engine/index.ts';

/** Real time, for tests in which something real sets the pace. */
export const wallClock: Clock = {
  now: Date.now,
  setTimeout(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  nextFrame(callback) {
    const timer = setTimeout(callback, 16);
    return () => clearTimeout(timer);
  },
  yield: () => new Promise((resolve) => setImmediate(resolve)),
};
