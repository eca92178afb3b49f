/** A frame that comes so long after the one before it came late: on a screen of 60 a second one was left out. Milliseconds. */
const LATE_MS = 25;
/** Who has not scrolled for this long has stopped. Milliseconds. */
const STILL_AFTER_MS = 200;

/** Watches the frames for as long as somebody scrolls. */
export interface FrameWatch {
  /** To be called for each scroll event. */
  scrolled(): void;
  dispose(): void;
}

/** Of a window; times are milliseconds of one clock. */
export interface Frames {
  requestAnimationFrame(onFrame: (now: number) => void): number;
  cancelAnimationFrame(frame: number): void;
  now(): number;
}

/** @param onLate called for each frame that comes late while somebody scrolls */
export function createFrameWatch(frames: Frames, onLate: () => void): FrameWatch {
  let scrolledAt = 0;
  let frame: number | undefined;

  const watch = (previous: number | undefined) => {
    frame = frames.requestAnimationFrame((now) => {
      frame = undefined;
      if (previous !== undefined && now - previous > LATE_MS) onLate();
      if (now - scrolledAt < STILL_AFTER_MS) watch(now);
    });
  };

  return {
    scrolled() {
      scrolledAt = frames.now();
      if (frame === undefined) watch(undefined);
    },
    dispose() {
      if (frame !== undefined) frames.cancelAnimationFrame(frame);
    },
  };
}
