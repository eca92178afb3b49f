import { expect, test } from 'vitest';
import { quotaUse } from './quota-use.ts';

const MINUTE_MS = 60_000;

test('calls at an even pace use the same share of every minute', () => {
  const times = Array.from({ length: 600 }, (_, index) => index * 1000);
  expect(quotaUse(times, { from: 0, to: 5 * MINUTE_MS }, 120)).toEqual({ mean: 0.5, least: 0.5, most: 0.5 });
});

test('a burst fills the minutes that it lies in, and no others', () => {
  const times = Array.from({ length: 100 }, () => MINUTE_MS);
  const { mean, least, most } = quotaUse(times, { from: 0, to: 3 * MINUTE_MS }, 100);
  expect({ least, most }).toEqual({ least: 0, most: 1 });
  // 121 minutes begin from 0 to 120 s; the 60 that begin from 1 to 60 s hold the burst.
  expect(mean).toBeCloseTo(60 / 121);
});

test('less than a minute says nothing', () => {
  expect(() => quotaUse([1, 2], { from: 0, to: MINUTE_MS - 1 }, 100)).toThrow(RangeError);
});
