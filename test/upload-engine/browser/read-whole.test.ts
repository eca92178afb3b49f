import { describe, expect, test } from 'vitest';
import { readWhole } from '../../../src/upload-engine/browser/read-whole.ts';

const MiB = 1024 * 1024;

function bytesOf(sizeInBytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(sizeInBytes).map((_, index) => index % 251);
}

/** Copies all pieces, as they may not be kept. */
async function copyOf(body: Blob): Promise<Uint8Array> {
  const copy = new Uint8Array(body.size);
  let at = 0;
  const isWhole = await readWhole(body, (piece) => {
    copy.set(piece, at);
    at += piece.byteLength;
    return true;
  });
  expect({ isWhole, at }).toEqual({ isWhole: true, at: body.size });
  return copy;
}

/** A body whose stream gives these pieces only, and knows nothing of a reader's own buffer, as in Safari before 26. */
function plainBody(sizeInBytes: number, pieces: readonly Uint8Array<ArrayBuffer>[]): Blob {
  return Object.assign(new Blob([new Uint8Array(sizeInBytes)]), {
    stream: () =>
      new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(controller) {
          for (const piece of pieces) controller.enqueue(piece);
          controller.close();
        },
      }),
  });
}

describe('a body', () => {
  test.each([0, 1, 5 * MiB + 1])('of %i bytes is read whole', async (sizeInBytes) => {
    const bytes = bytesOf(sizeInBytes);
    expect(Buffer.compare(await copyOf(new Blob([bytes])), bytes)).toBe(0);
  });

  test('is read into one buffer: with the next piece the one before is gone', async () => {
    const pieces: Uint8Array[] = [];
    const sizesBefore: number[] = [];
    await readWhole(new Blob([bytesOf(5 * MiB)]), (piece) => {
      sizesBefore.push(...pieces.map(({ byteLength }) => byteLength));
      pieces.push(piece);
      return true;
    });
    expect(pieces.length).toBeGreaterThan(1);
    expect(Math.max(...sizesBefore)).toBe(0);
  });

  test('is read by a browser whose streams take no buffer', async () => {
    const bytes = bytesOf(10);
    expect(await copyOf(plainBody(10, [bytes.slice(0, 4), bytes.slice(4)]))).toEqual(bytes);
  });

  test('that ends before its size is not taken for a whole one', async () => {
    await expect(readWhole(plainBody(10, [bytesOf(9)]), () => true)).rejects.toThrow('9 of 10 bytes could be read');
  });

  test('is read no further than it is wanted', async () => {
    const pieces = [bytesOf(4), bytesOf(4)];
    const taken: number[] = [];
    const body = Object.assign(new Blob([new Uint8Array(8)]), {
      stream: () =>
        new ReadableStream<Uint8Array>({
          pull(controller) {
            const piece = pieces.shift();
            if (piece) controller.enqueue(piece);
          },
          cancel: () => void taken.push(-1),
        }),
    });
    const isWhole = await readWhole(body, (piece) => {
      taken.push(piece.byteLength);
      return false;
    });
    expect({ isWhole, taken }).toEqual({ isWhole: false, taken: [4, -1] });
  });
});
