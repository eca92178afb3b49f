import { inSlices } from '../plan/in-slices.ts';
import type { Clock, SourceFile } from '../ports.ts';
import { createBrowserClock } from './browser-clock.ts';
import { sourceFromFile } from './source-file.ts';

/** What a pick held. */
export interface PickedFiles {
  readonly files: readonly SourceFile[];
  /** As the browser counted when it told. */
  readonly found: number;
}

/**
 * Files of an `<input type=file>`, with their path below the chosen folder where it was a folder input, in the browser's
 * order. They are taken out in slices: a hundred thousand at once would keep the thread for half a second.
 * @param list stays filled meanwhile only when the input's `value` is left alone: whoever empties that empties the list
 */
export async function collectPickedFiles(
  list: FileList,
  clock: Pick<Clock, 'now' | 'yield'> = createBrowserClock(),
): Promise<PickedFiles> {
  const found = list.length;
  return { files: await inSlices(takeEach(list), clock), found };
}

/** Files between two chances to pause: about 0.1 ms. */
const FILES_A_STEP = 32;

function* takeEach(list: FileList): Generator<void, readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const file of list) {
    files.push(sourceFromFile(file, file.webkitRelativePath));
    if (files.length % FILES_A_STEP === 0) yield;
  }
  return files;
}
