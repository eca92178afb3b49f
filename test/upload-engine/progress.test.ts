import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesPerSecond, measureSpeed, noSpeed, type SpeedState } from '../../src/upload-engine/progress.ts';

const speedAfter = (seconds: number, bytesASecond: number, state: SpeedState = noSpeed) => {
  let next = state;
  for (let beat = 0; beat < seconds * 2; beat += 1) next = measureSpeed(next, bytesASecond / 2, 500);
  return next;
};

describe('speed', () => {
  test('is not claimed before three seconds of measuring', () => {
    expect(bytesPerSecond(speedAfter(2.5, 1_000))).toBeUndefined();
    expect(bytesPerSecond(speedAfter(3, 1_000))).toBeCloseTo(1_000);
  });

  test('is the steady speed from the first claim on, not a climb towards it', () => {
    expect(bytesPerSecond(speedAfter(3, 5_000_000))).toBeCloseTo(5_000_000);
    expect(bytesPerSecond(speedAfter(60, 5_000_000))).toBeCloseTo(5_000_000);
  });

  test('comes half way to a new speed in two seconds', () => {
    const steady = speedAfter(60, 1_000);
    expect(bytesPerSecond(speedAfter(2, 3_000, steady))).toBeCloseTo(2_000, 0);
  });

  test('weighs the same bytes alike, however the time is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 1e9 }), (parts, bytes) => {
        const whole = measureSpeed(noSpeed, bytes, 5_000);
        let cut = noSpeed;
        for (let part = 0; part < parts; part += 1) cut = measureSpeed(cut, bytes / parts, 5_000 / parts);
        expect(cut.bytesPerMs).toBeCloseTo(whole.bytesPerMs, 5);
      }),
    );
  });

  test('takes no notice of a step without time', () => {
    const state = speedAfter(5, 1_000);
    expect(measureSpeed(state, 1e9, 0)).toBe(state);
  });
});
