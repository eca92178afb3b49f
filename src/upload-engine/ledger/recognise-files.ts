import type { LedgerItem } from '#contracts';
import type { Clock, FileBody, SourceFile } from '../ports.ts';
import {
  alignDroppedFiles,
  type DroppedFile,
  type DroppedFilesMatch,
  matchDroppedFiles,
} from './match-dropped-files.ts';
import type { PathShift } from './path-shift.ts';

/** The longest that the thread is kept at a stretch. Milliseconds. */
const SLICE_MS = 8;
/** Files whose samples are read at the same time. */
const SAMPLES_AT_ONCE = 8;

/** A dropped file with what could be learned of it. */
export interface RecognisedFile extends DroppedFile {
  readonly source: SourceFile;
}

export interface RecognisedFiles extends DroppedFilesMatch<RecognisedFile> {
  /** Where the paths of what was dropped lie in the batch. */
  readonly shift: PathShift;
}

export interface RecogniseOptions {
  readonly clock: Clock;
  /** Sampled hash, 64 hex digits. Rejects when the file cannot be read. */
  readonly sampleHash: (body: FileBody) => Promise<string>;
  readonly signal: AbortSignal;
}

/**
 * Finds out which dropped file is which item, without ever blocking: sizes and times are read in slices, samples a few at
 * a time and only where path and size agree.
 * @throws the signal's reason
 */
export async function recogniseFiles(
  items: readonly LedgerItem[],
  sources: readonly SourceFile[],
  options: RecogniseOptions,
): Promise<RecognisedFiles> {
  const files = await measure(sources, options);
  const alignment = alignDroppedFiles(items, files);
  const match = matchDroppedFiles(alignment, await sample(alignment.toSample, options));
  return { ...match, shift: alignment.shift };
}

/**
 * Which of the files look like files of the batch, by path, size and time alone: enough to ask "is this the rest of …?",
 * not enough to act on.
 */
export async function likelyFiles(
  items: readonly LedgerItem[],
  sources: readonly SourceFile[],
  options: Omit<RecogniseOptions, 'sampleHash'>,
): Promise<ReadonlySet<SourceFile>> {
  const alignment = alignDroppedFiles(items, await measure(sources, options));
  return new Set(matchDroppedFiles(alignment, new Map()).known.map(({ file }) => file.source));
}

async function measure(
  sources: readonly SourceFile[],
  { clock, signal }: Omit<RecogniseOptions, 'sampleHash'>,
): Promise<readonly RecognisedFile[]> {
  const files: RecognisedFile[] = [];
  let startedAt = clock.now();
  for (const source of sources) {
    files.push({ source, path: source.path, sizeInBytes: sizeOf(source), lastModified: source.lastModified });
    if (clock.now() - startedAt < SLICE_MS) continue;
    await clock.yield();
    signal.throwIfAborted();
    startedAt = clock.now();
  }
  return files;
}

function sizeOf(source: SourceFile): number | undefined {
  try {
    return source.sizeInBytes();
  } catch {
    return undefined;
  }
}

async function sample(
  files: readonly RecognisedFile[],
  { sampleHash, signal }: RecogniseOptions,
): Promise<ReadonlyMap<RecognisedFile, string>> {
  const samples = new Map<RecognisedFile, string>();
  const queue = files.values();
  const work = async () => {
    for (const file of queue) {
      signal.throwIfAborted();
      try {
        samples.set(file, await sampleHash(file.source.body));
      } catch {
        // Without a sample the file is known by size and time, or not at all.
      }
    }
  };
  await Promise.all(Array.from({ length: SAMPLES_AT_ONCE }, work));
  return samples;
}
