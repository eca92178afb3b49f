import { expect, test } from 'vitest';
import { KIBIBYTE, startRun } from './support/simulated-run.ts';

const slow = { sizes: Array.from({ length: 60 }, () => 500 * KIBIBYTE), bytesPerSecond: 300_000, roundTripMs: 40 };

test('what only lies in buffers counts as sent, but not as speed', async () => {
  const run = startRun({ ...slow, bufferedBytes: 1_500_000 });
  const speeds: number[] = [];
  await run.play({
    everyMs: 500,
    mostMs: 80_000,
    onLook({ bytesPerSecond = 0 }, now) {
      if (now > 40_000) speeds.push(bytesPerSecond);
    },
  });
  expect(run.engine.getSummary().bytesSent).toBeGreaterThan(run.line.bytesBetween(0, 80_000));
  expect(Math.min(...speeds)).toBeGreaterThan(300_000 * 0.5);
  expect(Math.max(...speeds)).toBeLessThan(300_000 * 1.5);
});

test('what only lies in buffers is no reason to send more at once', async () => {
  const run = startRun({ ...slow, bufferedBytes: 1_500_000 });
  await run.play({ mostMs: 60_000 });
  expect(run.line.mostAtOnce()).toBeLessThanOrEqual(12);
});
