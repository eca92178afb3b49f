import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { mp4, pdf, png, type SampleFile, svg, writeLargeMp4, writeSample, zip } from './sample-files.ts';

const KILOBYTE = 1024;
const MEGABYTE = 1024 * KILOBYTE;

/** Pictures, drawings and documents of a few kilobytes; no two have the same name or bytes. */
export function smallFiles(folder: string, indexes: readonly number[]): SampleFile[] {
  return indexes.map((index) => smallFile(folder, index));
}

function smallFile(folder: string, index: number): SampleFile {
  if (index % 3 === 0) return writeSample(folder, `picture-${index}.png`, png(60 + (index % 90), 60, index));
  if (index % 3 === 1) return writeSample(folder, `drawing-${index}.svg`, svg(index));
  return writeSample(folder, `paper-${index}.pdf`, pdf(`Paper ${index}`));
}

/** Pictures, documents and films from 200 bytes to 14 MB in five folders; no two have the same name or bytes. */
export function mixedFiles(folder: string, count: number): SampleFile[] {
  return Array.from({ length: count }, (_, index) => {
    const at = join(folder, `part-${index % 5}`);
    const extra = (index % 500) * KILOBYTE;
    if (index % 100 === 99) return writeLargeMp4(at, `film-${index}.mp4`, 11 * MEGABYTE + extra);
    if (index % 25 === 7) return writeSample(at, `clip-${index}.mp4`, mp4(MEGABYTE + extra));
    if (index % 10 === 3) return writeSample(at, `archive-${index}.zip`, zip('x', randomBytes(200 * KILOBYTE)));
    return smallFile(at, index);
  });
}
