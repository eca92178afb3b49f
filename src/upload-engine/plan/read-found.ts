import { extensionOf, mediaTypeOfExtension } from '#contracts';
import type { SourceFile } from '../ports.ts';
import { isJunk } from './junk.ts';
import type { FoundFile } from './plan.ts';

/**
 * Reads what a plan needs to know of picked files. Sizes and times cost up to half a millisecond each the first time, so it
 * pauses after every file; of rubbish nothing is read.
 */
export function* readFound(sources: readonly SourceFile[]): Generator<number, readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const source of sources) {
    found.push(isJunk(source.path) ? { path: source.path, sizeInBytes: 0, lastModified: 0 } : readOne(source));
    yield found.length;
  }
  return found;
}

function readOne(source: SourceFile): FoundFile {
  const { path } = source;
  try {
    return { path, sizeInBytes: source.sizeInBytes(), lastModified: source.lastModified };
  } catch {
    return { path, sizeInBytes: undefined, lastModified: 0 };
  }
}

/** The most files whose first bytes are read for a plan. Before a file is sent the engine looks at it anyway. */
const MOST_SAMPLES = 200;

/** Which files to look into: first those whose name says nothing. @returns places in `files` */
export function contentSamples(files: readonly FoundFile[]): readonly number[] {
  const silent: number[] = [];
  const others: number[] = [];
  for (const [index, { path, sizeInBytes }] of files.entries()) {
    if (sizeInBytes === undefined || sizeInBytes === 0) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    (mediaTypeOfExtension(extensionOf(name)) ? others : silent).push(index);
  }
  return [...silent, ...others].slice(0, MOST_SAMPLES);
}
