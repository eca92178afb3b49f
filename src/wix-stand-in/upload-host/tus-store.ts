import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileStore } from '@tus/file-store';

interface RunningHash {
  readonly hash: Hash;
  readonly offset: number;
}

/**
 * The file store of @tus/server that also keeps the MD5 of what has arrived, so that finishing a large upload needs no
 * second reading. After a restart or a broken line the hash is not known any more and the file is read once.
 */
export class HashingFileStore extends FileStore {
  readonly #hashes = new Map<string, RunningHash>();

  override async write(readable: Readable, uploadId: string, offset: number): Promise<number> {
    const known = this.#hashes.get(uploadId);
    const start = offset === 0 ? createHash('md5') : known?.offset === offset ? known.hash : undefined;
    this.#hashes.delete(uploadId);
    if (!start) return super.write(readable, uploadId, offset);
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, callback) {
        start.update(chunk);
        callback(null, chunk);
      },
    });
    readable.once('error', (error) => measure.destroy(error));
    const end = await super.write(readable.pipe(measure), uploadId, offset);
    this.#hashes.set(uploadId, { hash: start, offset: end });
    return end;
  }

  override async remove(uploadId: string): Promise<void> {
    this.#hashes.delete(uploadId);
    await super.remove(uploadId);
  }

  /** The MD5 of a finished upload, as hex. */
  async md5Of(uploadId: string, path: string, sizeInBytes: number): Promise<string> {
    const known = this.#hashes.get(uploadId);
    if (known?.offset === sizeInBytes) return known.hash.copy().digest('hex');
    const hash = createHash('md5');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  }
}
