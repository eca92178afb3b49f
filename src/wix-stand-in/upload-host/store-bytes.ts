import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReceivedBytes } from '../library/received-bytes.ts';
import type { World } from '../world.ts';

/** What the storage does to the bytes when it is set to corrupt them: one bit of the first byte, or the last byte lost. */
function corruption(kind: 'flip' | 'truncate'): Transform {
  let held: Buffer | undefined;
  let first = true;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      const bytes = Buffer.from(chunk);
      if (kind === 'flip') {
        if (first && bytes.length > 0) bytes[0] = (bytes[0] ?? 0) ^ 1;
        first = false;
        callback(null, bytes);
        return;
      }
      const previous = held;
      held = bytes;
      callback(null, previous);
    },
    flush(callback) {
      callback(null, held?.subarray(0, -1));
    },
  });
}

/**
 * Takes a stream in. One that breaks off leaves nothing behind.
 * The hashes and the size are those of what is stored, so that damage in the storage shows in the descriptor.
 */
export async function storeBytes(world: World, source: Readable): Promise<ReceivedBytes> {
  const { corruptStoredBytes } = world.faults.current;
  const received = new ReceivedBytes(world);
  try {
    if (corruptStoredBytes === 'none') await pipeline(source, received);
    else await pipeline(source, corruption(corruptStoredBytes), received);
    return received;
  } catch (error) {
    await received.discard();
    throw error;
  }
}
