import { type RefObject, useEffect } from 'react';
import { createFrameWatch, type Frames } from './frame-watch.ts';

const windowFrames: Frames = {
  requestAnimationFrame: (onFrame) => requestAnimationFrame(onFrame),
  cancelAnimationFrame: (frame) => cancelAnimationFrame(frame),
  now: () => performance.now(),
};

/** Calls `onLate` for each frame that comes late while somebody scrolls. */
export function useLateFrames(scroller: RefObject<HTMLElement>, onLate: () => void): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const watch = createFrameWatch(windowFrames, onLate);
    element.addEventListener('scroll', watch.scrolled, { passive: true });
    return () => {
      element.removeEventListener('scroll', watch.scrolled);
      watch.dispose();
    };
  }, [scroller, onLate]);
}
