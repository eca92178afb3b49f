import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adaptConcurrency,
  type ConcurrencyState,
  initialConcurrency,
  defaultConcurrencyLimits as limits,
  type ThroughputWindow,
} from '../../src/upload-engine/concurrency.ts';
import { seededRandom } from '../support/seeded-random.ts';

const full = (bytesMoved: number): ThroughputWindow => ({
  durationMs: 2_000,
  bytesMoved,
  filesAccepted: 0,
  failures: 0,
  wasSaturated: true,
});

/** Plays windows on a line whose throughput follows from how many files run at once. */
function settle(throughput: (limit: number) => number, windows = 40, filesAccepted = 0): number[] {
  let state: ConcurrencyState = initialConcurrency(limits);
  return Array.from({ length: windows }, () => {
    state = adaptConcurrency(state, { ...full(throughput(state.limit)), filesAccepted }, limits);
    return state.limit;
  });
}

describe('the number of files sent at once', () => {
  test('starts with six', () => {
    expect(initialConcurrency(limits).limit).toBe(6);
  });

  test('climbs as long as more at once moves more', () => {
    expect(Math.max(...settle((limit) => limit * 1_000_000))).toBe(24);
  });

  test('comes down where more at once moves less', () => {
    const reached = settle((limit) => 1_000_000_000 / limit);
    expect(Math.min(...reached)).toBe(2);
    expect(reached.at(-1)).toBeLessThanOrEqual(4);
  });

  test('stays near where the line is full, and does not run up for nothing', () => {
    const reached = settle((limit) => Math.min(limit, 10) * 1_000_000);
    expect(Math.max(...reached)).toBeLessThanOrEqual(14);
    expect(reached.at(-1)).toBeGreaterThanOrEqual(8);
  });

  test('doubles while files arrive one after the other, and grows by halves where they take long', () => {
    const firstStep = (filesAccepted: number) =>
      adaptConcurrency(initialConcurrency(limits), { ...full(1_000_000), filesAccepted }, limits).limit;
    expect(firstStep(200)).toBe(12);
    expect(firstStep(1)).toBe(9);
  });

  test('comes back at once where twice as many move no more, as with six connections to a host', () => {
    const reached = settle((limit) => Math.min(limit, 6) * 1_000_000, 10, 200);
    expect(reached.slice(0, 2)).toEqual([12, 6]);
    expect(Math.max(...reached.slice(1))).toBe(6);
  });

  describe('after a climb that ended too early', () => {
    const tried = { limit: 8, direction: 1, before: undefined, triedFrom: 6, previousRate: 1_000 } as const;
    const window = { ...full(0), filesAccepted: 24, bytesMoved: 24 * 45_000 };
    const twice = { ...window, filesAccepted: 48, bytesMoved: 48 * 45_000 };
    const play = (from: ConcurrencyState, windows: readonly ThroughputWindow[]) => {
      let state = from;
      return windows.map((next) => {
        state = adaptConcurrency(state, next, limits);
        return state;
      });
    };

    test('begins again as soon as a small step moves as many more files as it adds', () => {
      expect(play(tried, [window, window]).map(({ limit }) => limit)).toEqual([8, 16]);
    });

    test('goes on in small steps where files fail', () => {
      const states = play({ ...tried, limit: 9 }, [{ ...window, failures: 1 }, window, window, twice, twice]);
      expect(states.map(({ limit }) => limit)).toEqual([6, 6, 8, 8, 10]);
    });
  });

  test('is back at the start soon after failures', () => {
    let state: ConcurrencyState = initialConcurrency(limits);
    for (const failures of [1, 1, 1, 0, 0]) state = adaptConcurrency(state, { ...full(1_000), failures }, limits);
    expect(state.limit).toBe(6);
  });

  describe.each([0.1, 0.2, 0.4])('where what is measured differs by %d of itself from window to window', (noise) => {
    /** Of ten minutes, on average over some lines. */
    function average(throughput: (limit: number) => number): number {
      const averages = Array.from({ length: 20 }, (_, seed) => {
        const random = seededRandom(seed + 1);
        const reached = settle((limit) => throughput(limit) * (1 + noise * (2 * random() - 1)), 300);
        return reached.reduce((sum, limit) => sum + limit, 0) / reached.length;
      });
      return averages.reduce((sum, limit) => sum + limit, 0) / averages.length;
    }

    test('a line that is full with one file gets no more of them', () => {
      expect(average(() => 250_000)).toBeLessThan(10);
    });

    test('a line that more files slow down gets few', () => {
      expect(average((limit) => 1_000_000 / (1 + limit / 12))).toBeLessThan(6);
    });

    test('a line that more files use better gets many', () => {
      expect(average((limit) => limit * 100_000)).toBeGreaterThan(20);
    });

    test('a line that is full with ten gets about as many', () => {
      const reached = average((limit) => Math.min(limit, 10) * 100_000);
      expect([reached > 8, reached < 14]).toEqual([true, true]);
    });
  });

  test('gives up a third at once when things fail', () => {
    const state = { limit: 12, direction: 1, before: undefined, previousRate: 5 } as const;
    expect(adaptConcurrency(state, { ...full(9e9), failures: 1 }, limits).limit).toBe(8);
  });

  test('learns nothing from a window in which slots were idle', () => {
    const state = initialConcurrency(limits);
    expect(adaptConcurrency(state, { ...full(1), wasSaturated: false }, limits)).toBe(state);
  });

  test('counts small files by their number: bytes alone would hide them', () => {
    const first = adaptConcurrency(initialConcurrency(limits), { ...full(100_000), filesAccepted: 100 }, limits);
    const second = adaptConcurrency(first, { ...full(100_000), filesAccepted: 200 }, limits);
    expect(second.limit).toBeGreaterThan(first.limit);
  });

  test('never leaves its bounds', () => {
    const anyWindow = fc.record({
      durationMs: fc.integer({ min: 0, max: 5_000 }),
      bytesMoved: fc.nat(1e9),
      filesAccepted: fc.nat(1_000),
      failures: fc.nat(2),
      wasSaturated: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyWindow, { maxLength: 100 }), (windows) => {
        let state: ConcurrencyState = initialConcurrency(limits);
        for (const window of windows) {
          state = adaptConcurrency(state, window, limits);
          expect(state.limit).toBeGreaterThanOrEqual(limits.min);
          expect(state.limit).toBeLessThanOrEqual(limits.max);
        }
      }),
    );
  });
});
