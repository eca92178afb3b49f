import { describe, expect, test } from 'vitest';
import { readPictureHead } from '../../../src/dashboard/queue/picture-head.ts';
import { png } from '../../support/sample-files.ts';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

/** 4,000 × 3,000, behind camera data of this many bytes. */
const jpegHead = (frame: number, cameraData = 100) =>
  bytes(
    [0xff, 0xd8, 0xff, 0xe1, (cameraData + 2) >> 8, (cameraData + 2) & 0xff],
    Array.from({ length: cameraData }, () => 0xff),
    // A table before the frame, and a fill byte before its marker.
    [0xff, 0xc4, 0, 4, 1, 2],
    [0xff, 0xff, frame, 0, 17, 8, 0x0b, 0xb8, 0x0f, 0xa0, 3],
  );

describe('the head of a picture', () => {
  test.each<readonly [string, Uint8Array, number]>([
    ['PNG', png(640, 480, 1), 640 * 480],
    ['GIF', bytes('GIF89a', [0x80, 0x02, 0xe0, 0x01]), 640 * 480],
    // Negative: its first line is the upper one.
    ['BMP', bytes('BM', Array(16).fill(0), [0x80, 0x02, 0, 0, 0x20, 0xfe, 0xff, 0xff]), 640 * 480],
    ['WebP with losses', bytes('RIFF....WEBPVP8 ', Array(10).fill(0), [0x80, 0x42, 0xe0, 0x41]), 640 * 480],
    ['WebP without losses', bytes('RIFF....WEBPVP8L....', [0x2f, 0x7f, 0xc2, 0x77, 0x00]), 640 * 480],
    ['WebP with more', bytes('RIFF....WEBPVP8X........', [0x7f, 0x02, 0, 0xdf, 0x01, 0]), 640 * 480],
    [
      'AVIF with a preview',
      bytes(
        '....ftypavif',
        'ispe',
        [0, 0, 0, 0, 0, 0, 0, 64, 0, 0, 0, 48],
        'ispe',
        [0, 0, 0, 0, 0, 0, 2, 0x80, 0, 0, 1, 0xe0],
      ),
      640 * 480,
    ],
  ])('tells the size of a %s, which is decoded whole', (_kind, head, pixels) => {
    expect(readPictureHead(head)).toEqual({ pixels, isScalable: false });
  });

  test('tells a photo, of which a decoder may leave out what is too fine, from one that has to be kept whole', () => {
    expect(readPictureHead(jpegHead(0xc0))).toEqual({ pixels: 12_000_000, isScalable: true });
    expect(readPictureHead(jpegHead(0xc0, 65_000))).toEqual({ pixels: 12_000_000, isScalable: true });
    expect(readPictureHead(jpegHead(0xc2))).toEqual({ pixels: 12_000_000, isScalable: false });
  });

  test('claims nothing of what ends too early or is no picture', () => {
    const nothing = { pixels: undefined, isScalable: false };
    const whole = jpegHead(0xc0);
    for (const length of [0, 1, 3, 40, whole.length - 6]) {
      expect(readPictureHead(whole.subarray(0, length))).toEqual(nothing);
    }
    expect(readPictureHead(png(640, 480, 1).subarray(0, 20))).toEqual(nothing);
    expect(readPictureHead(bytes('%PDF-1.7 and so on'))).toEqual(nothing);
    expect(readPictureHead(bytes([0xff, 0xd8, 0xff, 0xe0, 0, 2, 0x12, 0x34, 0x56]))).toEqual(nothing);
  });
});
