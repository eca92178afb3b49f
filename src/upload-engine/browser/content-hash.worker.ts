import { createMD5, type IHasher } from 'hash-wasm';
import { SAMPLED_WHOLE_IN_BYTES } from '../ledger/sample-offsets.ts';
import { readWhole } from './read-whole.ts';
import { sampleHash, sampleHashOf } from './sample-hash.ts';

/** What the page asks of one body. */
export interface HashRequest {
  readonly id: number;
  readonly body: Blob | ArrayBuffer;
  readonly wants: 'sample-and-md5' | 'sample';
}
/** What is asked together; `cancel` names an earlier request that nobody waits for any more. */
export type HashOrder = readonly HashRequest[] | { readonly cancel: number };
/** What is known of one body. Of a large one two answers come where both hashes are wanted: the sample before the MD5. */
export interface HashAnswer {
  readonly id: number;
  readonly sample?: string;
  readonly md5?: string;
  /** The bytes could not be read (gone, changed, unplugged). */
  readonly unreadable?: string;
  /** Hashing itself does not work here. */
  readonly broken?: string;
}

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

async function makeSample(sample: Reading['sample']): Promise<Omit<HashAnswer, 'id'>> {
  try {
    return { sample: await sample() };
  } catch (error) {
    return { unreadable: String(error) };
  }
}

/** @returns undefined when nobody waits any more */
async function makeMd5(id: number, read: Read): Promise<Omit<HashAnswer, 'id'> | undefined> {
  let md5: IHasher;
  try {
    hasher ??= createMD5();
    md5 = await hasher;
  } catch (error) {
    return { broken: String(error) };
  }
  try {
    const digest = await md5Of(md5, id, read);
    return digest === undefined ? undefined : { md5: digest };
  } catch (error) {
    return { unreadable: String(error) };
  }
}

function isLarge(body: Blob | ArrayBuffer): boolean {
  return body instanceof Blob && body.size > SAMPLED_WHOLE_IN_BYTES;
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
  if (isLarge(body)) {
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

/** Messages cost more than hashing small files: those that came together are answered together. */
const answers: HashAnswer[] = [];

function flush(): void {
  if (answers.length > 0) postMessage(answers.splice(0));
}

async function serve({ id, body, wants }: HashRequest): Promise<void> {
  if (!waiting.has(id)) return;
  const reading = readingOf(body);
  const sampled = await makeSample(reading.sample);
  // Where the MD5 is wanted too, a sample that cannot be made is not worth a word: the MD5 will say why.
  let answer: HashAnswer = wants === 'sample' || 'sample' in sampled ? { id, ...sampled } : { id };
  if (wants === 'sample-and-md5') {
    if (isLarge(body)) {
      if (waiting.has(id)) answers.push(answer);
      flush();
      answer = { id };
    }
    const md5 = await makeMd5(id, reading.read);
    if (md5) answer = { ...answer, ...md5 };
  }
  if (waiting.delete(id)) answers.push(answer);
}

async function serveAll(requests: readonly HashRequest[]): Promise<void> {
  for (const request of requests) await serve(request);
  flush();
}

// One body after another: the one hasher has one state, and the disk is read once at a time.
addEventListener('message', ({ data: order }: MessageEvent<HashOrder>) => {
  if ('cancel' in order) {
    waiting.delete(order.cancel);
  } else {
    for (const { id } of order) waiting.add(id);
    last = last.then(() => serveAll(order));
  }
});
