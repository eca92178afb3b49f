import { expect, test } from 'vitest';
import { createIdleSlots } from '../../src/upload-engine/idle-slots.ts';
import { createManualClock } from '../support/manual-clock.ts';

test('adds up the time of all idle slots', async () => {
  const clock = createManualClock();
  const idle = createIdleSlots(clock);
  await clock.advance(100);
  idle.set(3);
  await clock.advance(100);
  idle.set(1);
  await clock.advance(50);
  expect(idle.slotMs()).toBe(350);
  await clock.advance(10);
  expect(idle.slotMs()).toBe(360);
  idle.set(0);
  await clock.advance(1_000);
  expect(idle.slotMs()).toBe(360);
});
