import { FailureError, type SourceFile } from '../ports.ts';

/**
 * Files up to this are read whole: making a slice keeps the main thread for 0.45 ms, reading a whole small file for 0.13
 * (Chromium 156). Those that are under way to be sent hold their bytes: some 170 at most, 11 MB. Bytes.
 */
const WHOLE_UP_TO = 64 * 1024;

/**
 * A picked or dropped `File` as the engine sees it. Half of a surrogate pair in its name, which no text on its way or in a
 * database may hold, becomes U+FFFD: the same one each time that the file is picked.
 * @param path with the name, `/` between parts, no leading slash; empty for a file without folders
 */
export function sourceFromFile(file: File, path: string): SourceFile {
  return new PickedFile(file, path);
}

/** A class, because there are a hundred thousand of them: functions of their own would take more memory than all else. */
class PickedFile implements SourceFile {
  readonly name: string;
  readonly path: string;
  readonly type: string;
  readonly body: File;
  #wasReadable = false;
  #bytes: ArrayBuffer | undefined;

  constructor(file: File, path: string) {
    this.name = file.name.toWellFormed();
    this.path = path === '' ? this.name : path.toWellFormed();
    this.type = file.type;
    this.body = file;
  }

  // This and the size ask the disk at the first read, 0.2 ms each on the main thread: never before they are needed.
  get lastModified(): number {
    return this.body.lastModified;
  }

  sizeInBytes(): number {
    return this.body.size;
  }

  async readHead(length: number, wasRead = false): Promise<Uint8Array> {
    const file = this.body;
    const head = this.#bytes ?? (await this.#read(file.size <= WHOLE_UP_TO ? file : file.slice(0, length), wasRead));
    return new Uint8Array(head, 0, Math.min(length, head.byteLength));
  }

  async hold(): Promise<void> {
    if (this.body.size <= WHOLE_UP_TO) this.#bytes = await this.#read(this.body, false);
  }

  held(): ArrayBuffer | undefined {
    return this.#bytes;
  }

  letGo(): void {
    this.#bytes = undefined;
  }

  async #read(blob: Blob, wasRead: boolean): Promise<ArrayBuffer> {
    try {
      const content = await blob.arrayBuffer();
      this.#wasReadable = true;
      return content;
    } catch (error) {
      throw unreadable(error, this.#wasReadable || wasRead);
    }
  }
}

/**
 * A browser remembers size and time of a picked file, and refuses to read it once they differ: with NotReadableError,
 * as for a missing right. Only a file that could be read before can be known to have changed.
 */
function unreadable(error: unknown, wasReadable: boolean): FailureError {
  const name = error instanceof Error ? error.name : '';
  const hasChanged = wasReadable && name === 'NotReadableError';
  const message = error instanceof Error ? `${name}: ${error.message}`.slice(0, 1_000) : 'The file could not be read.';
  return new FailureError({ code: hasChanged ? 'FILE_CHANGED' : 'FILE_UNREADABLE', message }, { cause: error });
}
