import { createMD5, type IHasher } from 'hash-wasm';
import { SAMPLED_WHOLE_IN_BYTES } from '../ledger/sample-offsets.ts';
import { readWhole } from './read-whole.ts';
import { sampleHash, sampleHashOf } from './sample-hash.ts';

/** What the page asks of one body. `cancel` names an earlier request that nobody waits for any more. */
export type HashRequest =
  | { readonly id: number; readonly body: Blob | ArrayBuffer; readonly wants: 'sample-and-md5' | 'sample' }
  | { readonly cancel: number };
/** `unreadable`: the bytes could not be read (gone, changed, unplugged). `broken`: hashing itself does not work here. */
export type HashAnswer =
  | { readonly id: number; readonly md5: string }
  /** Where the MD5 is wanted too, that comes after it. */
  | { readonly id: number; readonly sample: string }
  | { readonly id: number; readonly unreadable: string }
  | { readonly id: number; readonly broken: string };

const waiting = new Set<number>();
let hasher: Promise<IHasher> | undefined;
let last: Promise<void> = Promise.resolve();

/** Gives all bytes, piece by piece, until there are no more or `take` says false. @returns true when it gave all of them */
type Read = (take: (piece: Uint8Array) => boolean) => Promise<boolean>;

/** @returns undefined when nobody waits any more */
async function md5Of(md5: IHasher, id: number, read: Read): Promise<string | undefined> {
  md5.init();
  const isWhole = await read((piece) => {
    if (!waiting.has(id)) return false;
    md5.update(piece);
    return true;
  });
  return isWhole ? md5.digest('hex') : undefined;
}

async function sampleAnswer(id: number, makeSample: () => Promise<string>): Promise<HashAnswer> {
  try {
    return { id, sample: await makeSample() };
  } catch (error) {
    return { id, unreadable: String(error) };
  }
}

async function md5Answer(id: number, read: Read): Promise<HashAnswer | undefined> {
  let md5: IHasher;
  try {
    hasher ??= createMD5();
    md5 = await hasher;
  } catch (error) {
    return { id, broken: String(error) };
  }
  try {
    const digest = await md5Of(md5, id, read);
    return digest === undefined ? undefined : { id, md5: digest };
  } catch (error) {
    return { id, unreadable: String(error) };
  }
}

interface Reading {
  readonly sample: () => Promise<string>;
  readonly read: Read;
}

/**
 * A small file is read once for both hashes, since reading costs more than hashing it. A file that is gone says that it has
 * no bytes: only reading it tells that from an empty one.
 */
function readingOf(body: Blob | ArrayBuffer): Reading {
  if (body instanceof ArrayBuffer) return readingOfWhole(Promise.resolve(body));
  if (body.size > SAMPLED_WHOLE_IN_BYTES) {
    return { sample: () => sampleHash(body), read: (take) => readWhole(body, take) };
  }
  return readingOfWhole(body.arrayBuffer());
}

/** Of a file up to `SAMPLED_WHOLE_IN_BYTES`. */
function readingOfWhole(whole: Promise<ArrayBuffer>): Reading {
  // Whoever asks for it hears of a failure.
  whole.catch(() => undefined);
  return {
    sample: async () => sampleHashOf(await whole),
    read: async (take) => take(new Uint8Array(await whole)),
  };
}

async function serve({ id, body, wants }: Extract<HashRequest, { id: number }>): Promise<void> {
  if (!waiting.has(id)) return;
  const reading = readingOf(body);
  const sample = await sampleAnswer(id, reading.sample);
  // Where the MD5 is wanted too, a sample that cannot be made is not worth a word: the MD5 will say why.
  if (waiting.has(id) && (wants === 'sample' || 'sample' in sample)) postMessage(sample);
  const md5 = wants === 'sample' ? undefined : await md5Answer(id, reading.read);
  if (waiting.delete(id) && md5) postMessage(md5);
}

// One body after another: the one hasher has one state, and the disk is read once at a time.
addEventListener('message', (event: MessageEvent<HashRequest>) => {
  const request = event.data;
  if ('cancel' in request) {
    waiting.delete(request.cancel);
  } else {
    waiting.add(request.id);
    last = last.then(() => serve(request));
  }
});
