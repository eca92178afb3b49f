import fc from 'fast-check';
import { expect, test } from 'vitest';
import { delayFor, defaultRetryPolicy as policy, retryDelayMs } from '../../src/upload-engine/retry-policy.ts';

test('delays double from a second to half a minute', () => {
  const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) => retryDelayMs(policy, attempt, 1));
  expect(longest).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test('half of a delay is chance, so that files which failed together come back one by one', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const delay = retryDelayMs(policy, attempt, random);
      const full = retryDelayMs(policy, attempt, 1);
      expect(delay).toBeGreaterThanOrEqual(Math.floor(full / 2));
      expect(delay).toBeLessThanOrEqual(full);
    }),
  );
});

test('a wait that the host names is never cut short', () => {
  fc.assert(
    fc.property(
      fc.nat(600_000),
      fc.integer({ min: 1, max: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (retryAfterMs, attempt, random) => {
        expect(delayFor(policy, { code: 'RATE_LIMITED', retryAfterMs }, attempt, random)).toBeGreaterThanOrEqual(
          retryAfterMs,
        );
      },
    ),
  );
});

test('a short wait of the host does not undo our own patience', () => {
  expect(delayFor(policy, { code: 'RATE_LIMITED', retryAfterMs: 0 }, 6, 0)).toBe(15_000);
});
