import { groupBy } from './group-by.ts';

/**
 * How the paths of a dropped folder relate to those of a batch when the user picked a parent or a child of the folder
 * that was picked the first time. One of both is empty; the other ends in `/`.
 */
export interface PathShift {
  /** What the batch's paths have before the dropped ones: a child was dropped. */
  readonly inBatch: string;
  /** What the dropped paths have before the batch's: a parent was dropped. */
  readonly inDrop: string;
}

export const noShift: PathShift = { inBatch: '', inDrop: '' };

interface PlacedFile {
  /** NFC, `/` between parts. */
  readonly path: string;
  readonly sizeInBytes?: number | undefined;
  readonly lastModified: number;
}

/** Shifts that are looked at closely; more are possible only where one name stands for hundreds of folders. */
const MAX_CANDIDATES = 32;

/** The path that a dropped file would have in the batch. Outside of the shift it stays as it is. */
export function shiftIntoBatch(path: string, shift: PathShift): string {
  if (shift.inBatch !== '') return shift.inBatch + path;
  return path.startsWith(shift.inDrop) ? path.slice(shift.inDrop.length) : path;
}

/**
 * The shift under which the most files are where the batch had them: with the same size and time, then with the same
 * size, then by path alone. No shift where that explains as much.
 */
export function findPathShift(known: readonly PlacedFile[], dropped: readonly PlacedFile[]): PathShift {
  const candidates = [
    noShift,
    ...prefixesBefore(rootsOf(known), dropped).map((inDrop) => ({ inBatch: '', inDrop })),
    ...prefixesBefore(rootsOf(dropped), known).map((inBatch) => ({ inBatch, inDrop: '' })),
  ];
  const byPath = groupBy(known, ({ path }) => path);
  let best = noShift;
  let bestScore: readonly number[] = [0, 0, 0];
  for (const candidate of candidates) {
    const score = scoreOf(candidate, byPath, dropped);
    if (isBetter(score, bestScore)) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

function rootsOf(files: readonly PlacedFile[]): ReadonlySet<string> {
  return new Set(files.map(({ path }) => path.split('/', 1)[0] ?? path));
}

/** What stands before one of the roots, inside of paths. The most frequent first, then the shortest. */
function prefixesBefore(roots: ReadonlySet<string>, files: readonly PlacedFile[]): readonly string[] {
  const votes = new Map<string, number>();
  for (const { path } of files) {
    const parts = path.split('/');
    let prefix = '';
    for (const part of parts) {
      if (prefix !== '' && roots.has(part)) votes.set(prefix, (votes.get(prefix) ?? 0) + 1);
      prefix += `${part}/`;
    }
  }
  return [...votes]
    .sort(([a, votesOfA], [b, votesOfB]) => votesOfB - votesOfA || a.length - b.length || (a < b ? -1 : 1))
    .slice(0, MAX_CANDIDATES)
    .map(([prefix]) => prefix);
}

function scoreOf(
  shift: PathShift,
  byPath: ReadonlyMap<string, readonly PlacedFile[]>,
  dropped: readonly PlacedFile[],
): readonly number[] {
  let sameTime = 0;
  let sameSize = 0;
  let samePath = 0;
  for (const file of dropped) {
    const there = byPath.get(shiftIntoBatch(file.path, shift));
    if (!there) continue;
    samePath += 1;
    const ofSameSize = there.filter(({ sizeInBytes }) => sizeInBytes === file.sizeInBytes);
    if (ofSameSize.length > 0) sameSize += 1;
    if (ofSameSize.some(({ lastModified }) => lastModified === file.lastModified)) sameTime += 1;
  }
  return [sameTime, sameSize, samePath];
}

function isBetter(score: readonly number[], than: readonly number[]): boolean {
  for (const [index, value] of score.entries()) {
    const other = than[index] ?? 0;
    if (value !== other) return value > other;
  }
  return false;
}
