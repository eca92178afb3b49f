import { expect, test } from 'vitest';
import { isPossibleSpeed, readSpeedSettings } from '../../../src/dashboard/hooks/use-speed-limit.ts';

test('without anything stored there is no limit', () => {
  for (const stored of [{}, null, 'x', 7, { isLimited: 'yes', megabytesPerSecond: 'fast' }]) {
    expect(readSpeedSettings(stored)).toEqual({ isLimited: false, megabytesPerSecond: 2 });
  }
});

test('what was stored holds, as far as it can be obeyed', () => {
  expect(readSpeedSettings({ isLimited: true, megabytesPerSecond: 0.5 })).toEqual({
    isLimited: true,
    megabytesPerSecond: 0.5,
  });
  expect(readSpeedSettings({ isLimited: true, megabytesPerSecond: 0 })).toEqual({
    isLimited: true,
    megabytesPerSecond: 2,
  });
});

test('a speed is a number that can be kept', () => {
  expect([0, 0.4, 0.5, 1_000, 1_001, Number.NaN, '5'].map(isPossibleSpeed)).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
    false,
  ]);
});
