import { randomBytes } from 'node:crypto';
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { mp4, png, writeLargeMp4, writeSample } from '../../support/sample-files.ts';

/** Files on the disk, made for one run, no two with the same bytes. */
export interface SampleSet {
  readonly paths: readonly string[];
  readonly md5ByName: ReadonlyMap<string, string>;
  readonly sizeInBytes: number;
}

const CHUNK_FRAME_IN_BYTES = 12;
const END_CHUNK_IN_BYTES = 12;

/** A valid picture of exactly `sizeInBytes`: a small drawing, and random bytes in a chunk that viewers skip. */
export function pngOfSize(sizeInBytes: number, seed: number): Buffer {
  const picture = png(8, 8, seed);
  const beforeEnd = picture.length - END_CHUNK_IN_BYTES;
  const padding = sizeInBytes - picture.length - CHUNK_FRAME_IN_BYTES;
  if (padding < 16) throw new Error(`${sizeInBytes} bytes are too few for a picture of its own`);
  const body = Buffer.concat([Buffer.from('raNd', 'latin1'), randomBytes(padding)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(padding);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([picture.subarray(0, beforeEnd), length, body, sum, picture.subarray(beforeEnd)]);
}

/** Makes sets of files when they are first asked for and keeps them until the bench ends. */
export class SampleSets {
  readonly #root = mkdtempSync(join(tmpdir(), 'uplift-bench-files-'));
  readonly #made = new Map<string, SampleSet>();

  /** @param prefix of the files' names: sets that lie side by side need different ones */
  pictures(count: number, sizeInBytes: number, prefix = 'picture'): SampleSet {
    return this.#once(`${count}-${prefix}-of-${sizeInBytes}`, (directory) => {
      const files = Array.from({ length: count }, (_, index) =>
        writeSample(directory, `${prefix}-${String(index + 1).padStart(6, '0')}.png`, pngOfSize(sizeInBytes, index)),
      );
      return {
        paths: files.map(({ path }) => path),
        md5ByName: new Map(files.map(({ name, md5 }) => [name, md5])),
        sizeInBytes: count * sizeInBytes,
      };
    });
  }

  film(sizeInBytes: number): SampleSet {
    return this.#once(`film-of-${sizeInBytes}`, (directory) => {
      const { path, name, md5 } = writeLargeMp4(directory, 'film.mp4', sizeInBytes);
      return { paths: [path], md5ByName: new Map([[name, md5]]), sizeInBytes };
    });
  }

  /** A film whose bytes are all zero after its head and take no room on the disk. Its MD5 is not known. */
  sparseFilm(sizeInBytes: number): SampleSet {
    return this.#once(`sparse-of-${sizeInBytes}`, (directory) => {
      const path = join(directory, 'long-film.mp4');
      const handle = openSync(path, 'w');
      writeSync(handle, mp4(1024));
      ftruncateSync(handle, sizeInBytes);
      closeSync(handle);
      return { paths: [path], md5ByName: new Map(), sizeInBytes };
    });
  }

  dispose(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  #once(key: string, make: (directory: string) => SampleSet): SampleSet {
    const known = this.#made.get(key);
    if (known) return known;
    const directory = join(this.#root, key);
    mkdirSync(directory);
    const made = make(directory);
    this.#made.set(key, made);
    return made;
  }
}
