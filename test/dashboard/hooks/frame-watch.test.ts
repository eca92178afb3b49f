import { expect, test } from 'vitest';
import { createFrameWatch } from '../../../src/dashboard/hooks/frame-watch.ts';

function createScreen() {
  let now = 0;
  let late = 0;
  const asked = new Map<number, (now: number) => void>();
  let frames = 0;
  const watch = createFrameWatch(
    {
      now: () => now,
      requestAnimationFrame(onFrame) {
        frames += 1;
        asked.set(frames, onFrame);
        return frames;
      },
      cancelAnimationFrame: (frame) => asked.delete(frame),
    },
    () => {
      late += 1;
    },
  );
  return {
    watch,
    late: () => late,
    asked: () => asked.size,
    frameAfter(ms: number) {
      now += ms;
      const due = [...asked.values()];
      asked.clear();
      for (const onFrame of due) onFrame(now);
    },
  };
}

test('counts the frames that come late while somebody scrolls, and no others', () => {
  const screen = createScreen();
  screen.watch.scrolled();
  for (const ms of [16, 17, 33, 16, 50]) {
    screen.frameAfter(ms);
    screen.watch.scrolled();
  }
  expect(screen.late()).toBe(2);
});

test('the first frame after a rest is not late, however long the rest was', () => {
  const screen = createScreen();
  screen.watch.scrolled();
  screen.frameAfter(5_000);
  expect(screen.late()).toBe(0);
});

test('rests once nobody has scrolled for a while, and begins again', () => {
  const screen = createScreen();
  screen.watch.scrolled();
  for (let frame = 0; frame < 13; frame += 1) screen.frameAfter(16);
  expect(screen.asked()).toBe(0);
  screen.watch.scrolled();
  expect(screen.asked()).toBe(1);
});

test('asks for one frame at a time, and for none once it is disposed of', () => {
  const screen = createScreen();
  screen.watch.scrolled();
  screen.watch.scrolled();
  expect(screen.asked()).toBe(1);
  screen.watch.dispose();
  expect(screen.asked()).toBe(0);
});
