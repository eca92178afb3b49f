import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPace } from '../../src/upload-engine/pace.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { KIBIBYTE, MEBIBYTE, type SimulatedRun, startRun } from './support/simulated-run.ts';

const MEGABYTE = 1_000_000;
const MINUTE_MS = 60_000;

describe('a pace', () => {
  test('lets everybody go at once as long as there is no limit', () => {
    const pace = createPace(createManualClock());
    let gone = 0;
    for (let at = 0; at < 10; at += 1) pace.ask(1e9, () => (gone += 1));
    expect(gone).toBe(10);
    expect(pace.takeHeldBack()).toBe(false);
  });

  test('answers in the order of the questions, each when those before it are paid for', async () => {
    const clock = createManualClock();
    const pace = createPace(clock, 1_000);
    const gone: string[] = [];
    for (const name of ['a', 'b', 'c']) pace.ask(500, () => gone.push(`${name} at ${clock.now()}`));
    await clock.advance(2_000);
    expect(gone).toEqual(['a at 0', 'b at 500', 'c at 1000']);
    expect(pace.takeHeldBack()).toBe(true);
    expect(pace.takeHeldBack()).toBe(false);
  });

  test('gives back what did not leave, and forgets who asks no more', async () => {
    const clock = createManualClock();
    const pace = createPace(clock, 1_000);
    const gone: string[] = [];
    pace.ask(10_000, (permit) => {
      permit.sent(400);
      permit.sent(400);
      permit.end();
      permit.end();
    });
    pace.ask(100, () => gone.push('b')).end();
    pace.ask(100, () => gone.push(`c at ${clock.now()}`));
    await clock.advance(5_000);
    expect(gone).toEqual(['c at 400']);
  });

  test('makes what is under way when the limit comes be paid for first', async () => {
    const clock = createManualClock();
    const pace = createPace(clock);
    pace.ask(3_000, (permit) => permit.sent(1_000));
    pace.setLimit(1_000);
    const gone: number[] = [];
    pace.ask(1, () => gone.push(clock.now()));
    await clock.advance(5_000);
    expect(gone).toEqual([2_000]);
  });

  test('lets everybody go when the limit goes, and tells of every change once', async () => {
    const clock = createManualClock();
    const pace = createPace(clock, 1);
    let gone = 0;
    let told = 0;
    const stop = pace.subscribe(() => {
      told += 1;
    });
    for (let at = 0; at < 3; at += 1) pace.ask(1_000, () => (gone += 1));
    expect(gone).toBe(1);
    pace.setLimit(undefined);
    pace.setLimit(undefined);
    expect([gone, told]).toEqual([3, 1]);
    stop();
    pace.setLimit(5);
    expect(told).toBe(1);
  });
});

const sizes = {
  small: fc.integer({ min: 5 * KIBIBYTE, max: 400 * KIBIBYTE }),
  medium: fc.integer({ min: MEBIBYTE, max: 10 * MEBIBYTE }),
  large: fc.integer({ min: 11 * MEBIBYTE, max: 60 * MEBIBYTE }),
};
const anySizes = fc.oneof(
  fc.array(sizes.small, { minLength: 50, maxLength: 300 }),
  fc.array(sizes.medium, { minLength: 10, maxLength: 40 }),
  fc.array(sizes.large, { minLength: 3, maxLength: 10 }),
  fc
    .tuple(fc.array(sizes.small, { maxLength: 200 }), fc.array(sizes.medium), fc.array(sizes.large, { minLength: 2 }))
    .map((lists) => lists.flat()),
);

describe('an upload with a limit', () => {
  test('keeps within a tenth of it over any minute, on a line that is faster', async () => {
    await fc.assert(
      fc.asyncProperty(
        anySizes,
        fc.double({ min: 0.5, max: 8, noNaN: true }),
        fc.double({ min: 1.5, max: 20, noNaN: true }),
        fc.integer({ min: 5, max: 80 }),
        async (some, megabytes, times, roundTripMs) => {
          const limit = megabytes * MEGABYTE;
          // Enough work for three minutes, of files like these.
          const wanted = 3 * 60 * limit;
          const work: number[] = [];
          for (let bytes = 0, at = 0; bytes < wanted && work.length < 1_500; at += 1) {
            const size = some[at % some.length] ?? MEBIBYTE;
            work.push(size);
            bytes += size;
          }
          const run = startRun({
            sizes: work,
            bytesPerSecond: limit * times,
            roundTripMs,
            engine: { bytesPerSecondLimit: limit },
          });
          await run.play({ everyMs: 1_000, mostMs: 175_000 });
          const end = run.clock.now() - 1_000;
          for (let from = 1_000; from + MINUTE_MS <= end; from += 500) {
            const share = run.line.bytesBetween(from, from + MINUTE_MS) / (60 * limit);
            expect(share).toBeLessThanOrEqual(1.1);
            if (!run.isOver()) expect(share).toBeGreaterThanOrEqual(0.9);
          }
        },
      ),
      { numRuns: 40 },
    );
  }, 120_000);

  test('loses no file by it, small and large', async () => {
    const run = startRun({
      sizes: [...Array.from({ length: 40 }, () => 100 * KIBIBYTE), 12 * MEBIBYTE, 9 * MEBIBYTE],
      bytesPerSecond: 20 * MEGABYTE,
      roundTripMs: 40,
      engine: { bytesPerSecondLimit: 0.5 * MEGABYTE },
    });
    await run.play({ mostMs: 300_000 });
    expect(run.engine.getSummary().byStatus.ready).toBe(42);
    expect(run.line.arrived).toHaveLength(42);
  });

  test('follows a change while it goes on, down and up', async () => {
    const run = startRun({
      sizes: Array.from({ length: 60 }, () => 40 * MEBIBYTE),
      bytesPerSecond: 20 * MEGABYTE,
      roundTripMs: 20,
    });
    await run.play({ mostMs: 10_000 });
    expect(between(run, 5_000, 10_000)).toBeGreaterThan(15 * MEGABYTE);
    run.engine.setSpeedLimit(2 * MEGABYTE);
    await run.play({ mostMs: 100_000 });
    expect(between(run, 40_000, 100_000) / (2 * MEGABYTE)).toBeCloseTo(1, 1);
    run.engine.setSpeedLimit(5 * MEGABYTE);
    await run.play({ mostMs: 70_000 });
    expect(between(run, 112_000, 172_000) / (5 * MEGABYTE)).toBeCloseTo(1, 1);
    run.engine.setSpeedLimit(undefined);
    await run.play({ mostMs: 10_000 });
    expect(between(run, 182_000, 189_000)).toBeGreaterThan(15 * MEGABYTE);
  });

  test('shows the speed at which it really goes, not that of its moments', async () => {
    const run = startRun({
      sizes: Array.from({ length: 400 }, () => 300 * KIBIBYTE),
      bytesPerSecond: 20 * MEGABYTE,
      roundTripMs: 20,
      engine: { bytesPerSecondLimit: 1 * MEGABYTE },
    });
    await run.play({ mostMs: 60_000 });
    const { bytesPerSecond = 0 } = run.engine.getSummary();
    expect(bytesPerSecond / MEGABYTE).toBeGreaterThan(0.75);
    expect(bytesPerSecond / MEGABYTE).toBeLessThan(1.3);
  });
});

function between({ line }: SimulatedRun, from: number, to: number): number {
  return line.bytesBetween(from, to) / ((to - from) / 1_000);
}
