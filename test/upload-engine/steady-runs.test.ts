import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QueueSummary } from '#upload-engine';
import { seededRandom } from '../support/seeded-random.ts';
import { fakeFile, siteMedia } from './support/scripted-world.ts';
import { KIBIBYTE, MEBIBYTE, type RunOptions, startRun } from './support/simulated-run.ts';

/** Sizes spread evenly over the powers of two between both. */
function spread(count: number, least: number, most: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => least * (most / least) ** random());
}

const line = {
  bytesPerSecond: fc.integer({ min: 2, max: 20 }).map((megabytes) => megabytes * 1_000_000),
  roundTripMs: fc.integer({ min: 10, max: 80 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
};
const runOf = (sizes: (seed: number) => number[], more: Partial<RunOptions> = {}): fc.Arbitrary<RunOptions> =>
  fc.record(line).map(({ seed, ...rest }) => ({ ...rest, ...more, seed, sizes: sizes(seed) }));

const small = (count: number) => (seed: number) => spread(count, 100 * KIBIBYTE, MEBIBYTE, seed);
const allSizes = (count: number) => (seed: number) => spread(count, KIBIBYTE, 8 * MEBIBYTE, seed);
const alike = (count: number, size: number) => (seed: number) => spread(count, size, size * 1.2, seed);
const large = (count: number) => (seed: number) => spread(count, 12 * MEBIBYTE, 200 * MEBIBYTE, seed);
const mixed = (seed: number) => [...small(170)(seed), ...large(12)(seed + 1)];
const manyMixed = (seed: number) => [...small(500)(seed), ...large(12)(seed + 1)];
const quota = { callsPerMinute: 200 };
const gentle = { engine: { bytesPerSecondLimit: 900_000 } };
/** A slow line behind buffers that take more than a small file at once. */
const buffered = { bufferedBytes: 1_500_000 };
const slowLine = fc.integer({ min: 300, max: 1_000 }).map((kilobytes) => kilobytes * 1_000);
const onSlowLine = (sizes: (seed: number) => number[]): fc.Arbitrary<RunOptions> =>
  fc.tuple(runOf(sizes, buffered), slowLine).map(([run, bytesPerSecond]) => ({ ...run, bytesPerSecond }));
/** The next folder is dropped while those before are sent. */
const NEXT_FOLDER_MS = 1_500;
const fourFolders = (sizes: (seed: number) => number[]): fc.Arbitrary<RunOptions> =>
  runOf(sizes).map((run) => ({
    ...run,
    later: [1, 2, 3].map((place) => ({ atMs: place * NEXT_FOLDER_MS, sizes: sizes((run.seed ?? 0) + place) })),
  }));

const steadyRuns: readonly (readonly [string, fc.Arbitrary<RunOptions>])[] = [
  ['small files of one kind', runOf(alike(190, 500 * KIBIBYTE))],
  ['small files of all sizes', runOf(small(190))],
  ['files from a kibibyte to eight mebibytes', runOf(allSizes(800))],
  ['large files', runOf(large(15))],
  ['small and large files', runOf(mixed)],
  ['small files under 200 calls a minute', runOf(alike(700, 100 * KIBIBYTE), quota)],
  ['small files of all sizes under 200 calls a minute', runOf(small(700), quota)],
  ['files from a kibibyte to eight mebibytes under 200 calls a minute', runOf(allSizes(700), quota)],
  ['small and large files under 200 calls a minute', runOf(manyMixed, quota)],
  ['files with a limit of the speed', runOf(mixed, gentle)],
  ['small files with a limit of the speed', runOf(small(190), gentle)],
  ['files from a kibibyte to eight mebibytes with a limit of the speed', runOf(allSizes(200), gentle)],
  ['small files of one kind on a slow line behind buffers', onSlowLine(alike(190, 500 * KIBIBYTE))],
  ['small files of all sizes on a slow line behind buffers', onSlowLine(small(190))],
  ['files from a kibibyte to eight mebibytes on a slow line behind buffers', onSlowLine(allSizes(150))],
  [
    'small and large files on a slow line behind buffers',
    onSlowLine((seed) => [...small(170)(seed), ...large(6)(seed)]),
  ],
  ['small and large files on a line behind buffers', runOf(mixed, buffered)],
  ['four folders one after the other', fourFolders(allSizes(48))],
  ['four folders of small and large files', fourFolders((seed) => [...small(60)(seed), ...large(3)(seed)])],
];

interface Look {
  readonly now: number;
  readonly summary: QueueSummary;
}

async function play(options: RunOptions): Promise<{ looks: Look[]; endedAt: number }> {
  const run = startRun(options);
  const looks: Look[] = [];
  await run.play({ everyMs: 500, onLook: (summary, now) => looks.push({ now, summary }) });
  return { looks, endedAt: run.clock.now() };
}

/** How far off a promise may be, as a part of the truth. */
const PART = 0.25;
/** Of the last moments, some seconds are near enough: nobody is told seconds. */
const NEAR_ENOUGH_MS = 3_000;
/** Less is not measured of the last folder. */
const LEAST_MEASURED_MS = 5_000;

describe('a steady run', () => {
  describe.each(steadyRuns)('of %s', (_name, runs) => {
    test('says how long it will take, near enough once a fifth of it is over', async () => {
      await fc.assert(
        fc.asyncProperty(runs, async (options) => {
          const { looks, endedAt } = await play(options);
          const lastAddedAt = options.later?.at(-1)?.atMs ?? 0;
          for (const { now, summary } of looks) {
            if (now < endedAt * 0.2 || now < lastAddedAt + LEAST_MEASURED_MS) continue;
            const truth = endedAt - now;
            const { timeLeftMs } = summary;
            if (truth <= 1_000) continue;
            expect(timeLeftMs, `at ${now} of ${endedAt}`).toBeDefined();
            const off = Math.abs((timeLeftMs ?? 0) - truth);
            expect(off, `at ${now} of ${endedAt}: ${timeLeftMs}`).toBeLessThanOrEqual(
              Math.max(PART * truth, NEAR_ENOUGH_MS),
            );
          }
        }),
        // The same runs every time: what is promised is a quality, not a law of nature.
        { numRuns: 6, seed: 1 },
      );
    }, 240_000);

    test('never goes back, and never past its end', async () => {
      await fc.assert(
        fc.asyncProperty(runs, async (options) => {
          const { looks } = await play(options);
          let progress = 0;
          let bytesSent = 0;
          let total = 0;
          for (const { summary } of looks) {
            // More to do is the one reason to go back.
            if (summary.total === total) expect(summary.progress).toBeGreaterThanOrEqual(progress);
            expect(summary.progress).toBeLessThanOrEqual(1);
            expect(summary.bytesSent).toBeGreaterThanOrEqual(bytesSent);
            expect(summary.bytesSent).toBeLessThanOrEqual(summary.bytesTotal);
            ({ progress, bytesSent, total } = summary);
          }
          expect(progress).toBe(1);
        }),
        { numRuns: 3 },
      );
    }, 240_000);
  });
});

describe('time left', () => {
  const steady = { sizes: alike(150, 500 * KIBIBYTE)(1), bytesPerSecond: 3_000_000, roundTripMs: 40 };

  test('is not told before it is stable, and not when nothing is left', async () => {
    const run = startRun(steady);
    const early: (number | undefined)[] = [];
    await run.play({ everyMs: 250, mostMs: 2_500, onLook: ({ timeLeftMs }) => early.push(timeLeftMs) });
    expect(new Set(early)).toEqual(new Set([undefined]));
    await run.play();
    expect(run.engine.getSummary().timeLeftMs).toBeUndefined();
  });

  test('stands still while all is paused, and goes on from there', async () => {
    const run = startRun(steady);
    await run.play({ mostMs: 10_000 });
    run.engine.pause('all');
    await run.clock.advance(2_000);
    const { timeLeftMs: told = 0 } = run.engine.getSummary();
    expect(told).toBeGreaterThan(10_000);
    for (let minute = 0; minute < 30; minute += 1) {
      await run.clock.advance(60_000);
      expect(run.engine.getSummary().timeLeftMs).toBe(told);
    }
    run.engine.resume('all');
    await run.play({ mostMs: 3_000 });
    const { timeLeftMs = 0 } = run.engine.getSummary();
    expect(Math.abs(timeLeftMs - (told - 3_000))).toBeLessThan(told / 4);
  });

  test('of what was done is not told of what is added afterwards, before anything of that moves', async () => {
    const run = startRun(steady);
    await run.play();
    run.engine.add([fakeFile('film.mp4', 500 * MEBIBYTE)], siteMedia, { held: true });
    await run.clock.advance(5_000);
    expect(run.engine.getSummary()).toMatchObject({ held: 1, timeLeftMs: undefined });
  });

  test('runs down while the next minute of calls is waited for', async () => {
    const run = startRun({ ...steady, sizes: alike(450, 50 * KIBIBYTE)(1), callsPerMinute: 200 });
    await run.play({ mostMs: 20_000 });
    const { timeLeftMs: before = 0 } = run.engine.getSummary();
    await run.play({ mostMs: 20_000 });
    const { timeLeftMs: after = 0 } = run.engine.getSummary();
    expect(before - after).toBeGreaterThan(18_000);
    expect(before - after).toBeLessThan(22_000);
  });
});

describe('progress', () => {
  test('does not fall with a file that fails, is cancelled, or is cleared away', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1e6 }), async (seed) => {
        const random = seededRandom(seed);
        const run = startRun({ sizes: small(60)(seed), bytesPerSecond: 3_000_000, roundTripMs: 40, seed });
        let furthest = 0;
        await run.clock.advance(300);
        while (!run.isOver() && run.engine.getSummary().total > 0) {
          await run.clock.advance(300);
          const ids = run.engine.getItemIds();
          const id = ids[Math.floor(random() * ids.length)] ?? '';
          if (random() < 0.3) run.engine.cancel([id]);
          if (random() < 0.2) run.engine.clearFinished();
          const { progress } = run.engine.getSummary();
          expect(progress).toBeGreaterThanOrEqual(furthest);
          expect(progress).toBeLessThanOrEqual(1);
          furthest = progress;
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe('files of all sizes at once', () => {
  const sizes = [...small(150)(3), ...large(6)(4)];

  test('are sent side by side: neither kind waits for the end of the other', async () => {
    const run = startRun({ sizes, bytesPerSecond: 10_000_000, roundTripMs: 40 });
    let together = 0;
    let looks = 0;
    await run.play({
      everyMs: 200,
      onLook() {
        const items = run.engine.getItemIds().flatMap((id) => run.engine.getItem(id) ?? []);
        const sending = items.filter(({ state }) => state.status === 'sending');
        const isLarge = ({ sizeInBytes = 0 }: { sizeInBytes: number | undefined }) => sizeInBytes > 10 * MEBIBYTE;
        const smallLeft = items.some((item) => !isLarge(item) && item.state.status === 'queued');
        if (!smallLeft) return;
        looks += 1;
        if (sending.some(isLarge) && sending.some((item) => !isLarge(item))) together += 1;
      },
    });
    expect(looks).toBeGreaterThan(5);
    expect(together / looks).toBeGreaterThan(0.8);
  });

  test('use the line while small ones wait for the next minute of calls', async () => {
    const many = [...small(500)(3), ...large(10)(4)];
    const run = startRun({ sizes: many, bytesPerSecond: 10_000_000, roundTripMs: 40, callsPerMinute: 200 });
    const largeBytes = many.filter((size) => size > 10 * MEBIBYTE).reduce((sum, size) => sum + size, 0);
    await run.play({ mostMs: 55_000 });
    expect(run.line.bytesBetween(10_000, 50_000)).toBeGreaterThan(Math.min(largeBytes * 0.5, 300_000_000));
    await run.play();
    expect(run.engine.getSummary().byStatus.ready).toBe(many.length);
  });
});

describe('how many are sent at once', () => {
  const manySmall = alike(2_000, 60 * KIBIBYTE)(1);

  test('grows within seconds where each connection is slow, as long as that moves more', async () => {
    const slow = { bytesPerSecond: 60_000_000, connectionBytesPerSecond: 1_500_000, roundTripMs: 100 };
    const run = startRun({ sizes: manySmall, ...slow });
    await run.play({ mostMs: 6_000 });
    expect(run.line.mostAtOnce()).toBeGreaterThan(12);
    const fixed = startRun({ sizes: manySmall, ...slow, engine: { concurrency: { min: 6, start: 6, max: 6 } } });
    await Promise.all([run.play(), fixed.play()]);
    expect(run.clock.now()).toBeLessThan(fixed.clock.now() * 0.6);
  });

  test('is right almost from the start for many small files to a distant host, quick tickets or slow ones', async () => {
    const sizes = alike(1_000, 20 * KIBIBYTE)(1);
    for (const answerMs of [150, 400]) {
      const distant = { sizes, bytesPerSecond: 7_000_000, roundTripMs: 85, answerMs };
      const run = startRun(distant);
      const most = startRun({ ...distant, engine: { concurrency: { min: 24, start: 24, max: 24 } } });
      await Promise.all([run.play({ everyMs: 50 }), most.play({ everyMs: 50 })]);
      expect(run.clock.now()).toBeLessThan(most.clock.now() + 1_000);
    }
  });

  test('stays small where one line is full with few', async () => {
    const run = startRun({ sizes: large(20)(2), bytesPerSecond: 5_000_000, roundTripMs: 20 });
    await run.play();
    expect(run.line.mostAtOnce()).toBeLessThanOrEqual(9);
  });
});
