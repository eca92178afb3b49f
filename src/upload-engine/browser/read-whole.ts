/** The most that is in memory of a file that is read, beside as much that the browser reads ahead. Bytes. */
const PIECE_IN_BYTES = 2 * 1024 * 1024;

/** Chromium collects the stream of a body that nobody else holds even while it is read (seen in 156), and the reading never ends. */
const beingRead = new Set<PieceReader>();

/**
 * Reads all bytes of a body in pieces, with one buffer for all of them: buffers of their own would pile up by hundreds of
 * megabytes until the browser collects them.
 * @param take gets each piece, which is gone with the next one; false ends the reading
 * @returns true when all bytes were read
 * @throws NotFoundError or NotReadableError of the browser, a RangeError when there are other than `body.size` bytes.
 */
export async function readWhole(body: Blob, take: (piece: Uint8Array) => boolean): Promise<boolean> {
  const sizeInBytes = body.size;
  const reader = openReader(body);
  beingRead.add(reader);
  let readInBytes = 0;
  try {
    for (let piece = await reader.read(); piece; piece = await reader.read()) {
      readInBytes += piece.byteLength;
      if (!take(piece)) return false;
    }
  } finally {
    beingRead.delete(reader);
    reader.stop();
  }
  if (readInBytes !== sizeInBytes) throw new RangeError(`${readInBytes} of ${sizeInBytes} bytes could be read`);
  return true;
}

interface PieceReader {
  /** @returns undefined at the end */
  read(): Promise<Uint8Array | undefined>;
  stop(): void;
}

function openReader(body: Blob): PieceReader {
  const stream = body.stream();
  try {
    return reusingReader(stream.getReader({ mode: 'byob' }));
  } catch {
    // Safari before 26 has no readers with a buffer of their own.
    const reader = stream.getReader();
    return { read: async () => (await reader.read()).value, stop: () => ignoreFailure(reader.cancel()) };
  }
}

function reusingReader(reader: ReadableStreamBYOBReader): PieceReader {
  let buffer = new ArrayBuffer(PIECE_IN_BYTES);
  return {
    async read() {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done || !value) return undefined;
      buffer = value.buffer;
      return value;
    },
    stop: () => ignoreFailure(reader.cancel()),
  };
}

/** Whatever ended the reading has been told to who reads. */
function ignoreFailure(ending: Promise<void>): void {
  ending.catch(() => undefined);
}
