import { createHash, type Hash, randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { Writable } from 'node:stream';
import type { World } from '../world.ts';
import type { StoredBytes } from './accept-file.ts';
import { imageSizeOf } from './image-size.ts';

/**
 * Bytes up to this are held in memory until they are kept: a small file, and most are small, then costs the disk one write
 * instead of a temporary file, a rename and a look into it. Enough for the header of any image.
 */
const HELD_BYTES = 256 * 1024;

/** Takes a stream in, with its hashes: into memory as long as it is short, then into a temporary file. */
export class ReceivedBytes extends Writable {
  readonly #world: World;
  readonly #md5: Hash = createHash('md5');
  /** Absent while descriptors show the MD5. */
  readonly #hash: Hash | undefined;
  readonly #path: string;
  readonly #head: Buffer[] = [];
  #headInBytes = 0;
  #sizeInBytes = 0;
  /** Absent while everything is in memory. */
  #file: Promise<FileHandle> | undefined;

  constructor(world: World) {
    super();
    this.#world = world;
    const { hashAlgorithm } = world.faults.current;
    this.#hash = hashAlgorithm === 'md5' ? undefined : createHash(hashAlgorithm);
    this.#path = world.blobs.temporaryPath(randomUUID());
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#sizeInBytes += chunk.length;
    this.#md5.update(chunk);
    this.#hash?.update(chunk);
    if (this.#file === undefined && this.#headInBytes + chunk.length <= HELD_BYTES) {
      this.#head.push(chunk);
      this.#headInBytes += chunk.length;
      done();
    } else {
      this.#writeToFile(chunk).then(() => done(), done);
    }
  }

  async #writeToFile(chunk: Buffer): Promise<void> {
    if (this.#file === undefined) {
      this.#file = open(this.#path, 'w');
      for (const held of this.#head) await (await this.#file).writeFile(held);
    }
    await (await this.#file).writeFile(chunk);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#file === undefined) done(error);
    else this.#file.then((file) => file.close()).then(() => done(error), done);
  }

  /** What is known once all has come. */
  measure(): StoredBytes {
    const md5 = this.#md5.digest('hex');
    return {
      sizeInBytes: this.#sizeInBytes,
      md5,
      hash: this.#hash?.digest('hex') ?? md5,
      imageSize: imageSizeOf(Buffer.concat(this.#head)),
    };
  }

  /** Puts the bytes into place. */
  async keep(fileId: string): Promise<void> {
    if (this.#file === undefined) this.#world.blobs.keepBytes(this.#head, fileId);
    else await this.#world.blobs.keep(this.#path, fileId);
  }

  /** Leaves nothing behind but what was kept. */
  async discard(): Promise<void> {
    this.destroy();
    if (this.#file === undefined) return;
    // The stream itself has told of a file that could not be opened.
    await Promise.allSettled([this.#file]);
    await rm(this.#path, { force: true });
  }
}
