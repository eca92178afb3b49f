import type { LedgerItem, LedgerState } from '#contracts';
import { groupBy } from './group-by.ts';
import { findPathShift, type PathShift, shiftIntoBatch } from './path-shift.ts';

/** A dropped file as far as it is known without reading it. */
export interface DroppedFile {
  /** With the name, `/` between parts. */
  readonly path: string;
  /** Undefined where it could not be read: such a file is never taken for a known one. */
  readonly sizeInBytes: number | undefined;
  readonly lastModified: number;
}

/** Dropped files beside the items that may be the same file, by path in the batch. */
export interface Alignment<File extends DroppedFile> {
  readonly shift: PathShift;
  readonly places: readonly Place<File>[];
  /** Files whose sampled hash decides. */
  readonly toSample: readonly File[];
}

interface Place<File> {
  readonly path: string;
  readonly items: readonly LedgerItem[];
  readonly files: readonly File[];
}

export interface DroppedFilesMatch<File extends DroppedFile> {
  /** The same file as the item's. */
  readonly known: readonly { readonly item: LedgerItem; readonly file: File }[];
  /** In the item's place, but with other content: counts as a new file, and the item's own content is gone. */
  readonly changed: readonly { readonly item: LedgerItem; readonly file: File; readonly path: string }[];
  /** Nothing was in this place. `path` is the one in the batch. */
  readonly added: readonly { readonly file: File; readonly path: string }[];
  /** Unfinished items that are not in what was dropped. */
  readonly missing: readonly LedgerItem[];
}

/** Somebody may still bring its file: queued, half sent or failed, and not dismissed. */
export function isOpen({ state, dismissed }: LedgerItem): boolean {
  return state === 'queued' || state === 'sending' || (state === 'failed' && !dismissed);
}

/** First half: what may belong together, by path and size. The paths of a Mac (NFD) and of others (NFC) count as equal. */
export function alignDroppedFiles<File extends DroppedFile>(
  items: readonly LedgerItem[],
  files: readonly File[],
): Alignment<File> {
  const shift = findPathShift(items.map(normalized), files.map(normalized));
  const itemsByPath = groupBy(items, ({ path }) => path.normalize('NFC'));
  const filesByPath = groupBy(files, ({ path }) => shiftIntoBatch(path.normalize('NFC'), shift));
  const places = [...new Set([...itemsByPath.keys(), ...filesByPath.keys()])].map((path) => ({
    path,
    items: itemsByPath.get(path) ?? [],
    files: filesByPath.get(path) ?? [],
  }));
  const toSample = places.flatMap((place) =>
    place.files.filter((file) =>
      place.items.some((item) => item.sampleHash !== undefined && item.sizeInBytes === file.sizeInBytes),
    ),
  );
  return { shift, places, toSample };
}

/**
 * Second half: which dropped file is which item. Pure.
 * @param samples sampled hashes of `toSample`; a file that could not be read has none
 */
export function matchDroppedFiles<File extends DroppedFile>(
  { places }: Alignment<File>,
  samples: ReadonlyMap<File, string>,
): DroppedFilesMatch<File> {
  const known: { item: LedgerItem; file: File }[] = [];
  const changed: { item: LedgerItem; file: File; path: string }[] = [];
  const added: { file: File; path: string }[] = [];
  const missing: LedgerItem[] = [];
  for (const { path, items, files } of places) {
    const itemsLeft = new Set(items);
    const filesLeft = new Set(files);
    for (const atLeast of ['same-time', 'same-content', 'likely'] as const) {
      for (const file of filesLeft) {
        const item = [...itemsLeft].find((candidate) => compare(candidate, file, samples.get(file)) === atLeast);
        if (!item) continue;
        known.push({ item, file });
        itemsLeft.delete(item);
        filesLeft.delete(file);
      }
    }
    // Items that still wait for their content give up their place first.
    const replaced = [...itemsLeft].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)));
    for (const file of filesLeft) {
      const item = replaced.shift();
      if (item) changed.push({ item, file, path });
      else added.push({ file, path });
    }
    missing.push(...replaced.filter(isOpen));
  }
  return { known, changed, added, missing };
}

/** `likely`: nothing to compare the content by, but size and time are the same. Never by path alone. */
function compare(
  item: LedgerItem,
  file: DroppedFile,
  sample: string | undefined,
): 'same-time' | 'same-content' | 'likely' | 'different' {
  const isSameTime = item.lastModified === file.lastModified;
  if (file.sizeInBytes === undefined) return 'different';
  if (item.sizeInBytes !== undefined && item.sizeInBytes !== file.sizeInBytes) return 'different';
  if (item.sampleHash === undefined || sample === undefined) return isSameTime ? 'likely' : 'different';
  if (item.sampleHash !== sample) return 'different';
  return isSameTime ? 'same-time' : 'same-content';
}

function normalized({ path, sizeInBytes, lastModified }: LedgerItem | DroppedFile) {
  return { path: path.normalize('NFC'), sizeInBytes, lastModified };
}

/** The match in numbers, as a person wants to hear it. */
export interface MatchCounts {
  /** Items of the batch. */
  readonly total: number;
  /** Of these, found again in what was dropped. */
  readonly known: number;
  /** Accepted or ready: not sent again. */
  readonly done: number;
  /** Found again, and not finished. */
  readonly toSend: number;
  /** Found again, but failed: goes again on the user's word. */
  readonly failed: number;
  /** Skipped, cancelled or, having failed, dismissed by the user. */
  readonly leftOut: number;
  readonly changed: number;
  readonly added: number;
  readonly missing: number;
}

export function countMatch(
  items: readonly LedgerItem[],
  { known, changed, added, missing }: DroppedFilesMatch<DroppedFile>,
): MatchCounts {
  const inState = (list: readonly LedgerItem[], ...states: readonly LedgerState[]) =>
    list.filter(({ state }) => states.includes(state)).length;
  const found = known.map(({ item }) => item);
  return {
    total: items.length,
    known: found.length,
    done: inState(items, 'accepted', 'ready'),
    toSend: inState(found, 'queued', 'sending'),
    failed: inState(found.filter(isOpen), 'failed'),
    leftOut: inState(items, 'skipped', 'cancelled') + items.filter(({ dismissed }) => dismissed).length,
    changed: changed.length,
    added: added.length,
    missing: missing.length,
  };
}
