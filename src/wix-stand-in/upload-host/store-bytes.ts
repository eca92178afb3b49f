import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StoredBytes } from '../library/accept-file.ts';
import type { World } from '../world.ts';

/** Bytes on the disk under a temporary name. `receivedInBytes` differs from `sizeInBytes` only by the corruption fault. */
export interface TemporaryBytes extends StoredBytes {
  readonly path: string;
  readonly receivedInBytes: number;
}

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
 * Writes a stream to the disk chunk by chunk, with its hashes. A stream that breaks off leaves nothing behind.
 * The hashes and the size are those of what is stored, so that damage in the storage shows in the descriptor.
 */
export async function storeBytes(world: World, source: Readable): Promise<TemporaryBytes> {
  const { corruptStoredBytes, hashAlgorithm } = world.faults.current;
  const hash = createHash(hashAlgorithm);
  const md5 = createHash('md5');
  let receivedInBytes = 0;
  let sizeInBytes = 0;
  const receive = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      receivedInBytes += chunk.length;
      callback(null, chunk);
    },
  });
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      sizeInBytes += chunk.length;
      md5.update(chunk);
      if (hashAlgorithm !== 'md5') hash.update(chunk);
      callback(null, chunk);
    },
  });
  const path = world.blobs.temporaryPath(randomUUID());
  const file = createWriteStream(path);
  try {
    if (corruptStoredBytes === 'none') await pipeline(source, receive, measure, file);
    else await pipeline(source, receive, corruption(corruptStoredBytes), measure, file);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  const md5Hex = md5.digest('hex');
  return {
    path,
    receivedInBytes,
    sizeInBytes,
    md5: md5Hex,
    hash: hashAlgorithm === 'md5' ? md5Hex : hash.digest('hex'),
  };
}
