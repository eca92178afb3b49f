import type { Clock } from '../ports.ts';

/** The longest that a frame is waited for: a hidden tab has none. Milliseconds. */
const NO_FRAME_MS = 100;

export function createBrowserClock(): Clock {
  return {
    now: () => performance.now(),
    setTimeout(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    nextFrame(callback) {
      const cancel = () => {
        cancelAnimationFrame(frame);
        clearTimeout(timer);
      };
      const run = () => {
        cancel();
        callback();
      };
      const frame = requestAnimationFrame(run);
      const timer = setTimeout(run, NO_FRAME_MS);
      return cancel;
    },
    yield: nextTask,
  };
}

/** A new task without the four milliseconds that browsers add to nested timers, and without the second of a hidden tab. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
