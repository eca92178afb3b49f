import { describe, expect, test } from 'vitest';
import { nextChunkSize } from '../../../src/upload-engine/browser/chunk-size.ts';

const MiB = 1024 * 1024;

describe('the next chunk of a resumable upload', () => {
  test('is small while nothing is known of the line', () => {
    expect(nextChunkSize(undefined)).toBe(8 * MiB);
  });

  test.each([
    ['a weak line', 8 * MiB, 60_000, 8 * MiB],
    ['a line of 100 Mbit/s', 8 * MiB, 671, 23 * MiB],
    ['a better line than before', 16 * MiB, 800, 40 * MiB],
    ['a line that became weak', 64 * MiB, 16_000, 8 * MiB],
    ['a line as good as any', 8 * MiB, 20, 64 * MiB],
    ['an answer within the same millisecond', 8 * MiB, 0, 64 * MiB],
  ])('on %s is what it moves in two seconds, but neither tiny nor huge', (_line, sizeInBytes, durationMs, next) => {
    expect(nextChunkSize({ sizeInBytes, durationMs })).toBe(next);
  });

  test('is always a whole multiple of 256 KiB', () => {
    for (let durationMs = 1; durationMs < 1e6; durationMs = durationMs * 2 + 7)
      expect(nextChunkSize({ sizeInBytes: 8 * MiB, durationMs }) % (256 * 1024)).toBe(0);
  });
});
