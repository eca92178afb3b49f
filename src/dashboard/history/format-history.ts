import type { HistoryEntry } from '#contracts';
import { formatCsv } from '#upload-engine';
import { PLACE_SEPARATOR, placeNames } from '../words/destination-words.ts';
import type { Words } from '../words/use-words.ts';

/** The same in every language, so that other programs find the columns. */
const HEADER = [
  'file name',
  'Wix URL',
  'state',
  'path',
  'size in bytes',
  'Wix file id',
  'uploaded at',
  'verification',
  'Wix folder',
];

/** The history as a table: which file is at which address of Wix's. */
export function formatHistory(words: Words, entries: readonly HistoryEntry[]): string {
  return formatCsv([
    HEADER,
    ...entries.map((entry) => [
      entry.name,
      entry.url ?? '',
      entry.state,
      entry.path,
      String(entry.sizeInBytes ?? ''),
      entry.fileId ?? '',
      new Date(entry.finishedAt ?? entry.createdAt).toISOString(),
      entry.verification ?? '',
      placeOf(words, entry),
    ]),
  ]);
}

/** Folders from the top of the media down to the file's own; empty where nobody knows what its destination is called. */
function placeOf(words: Words, { destination, path }: HistoryEntry): string {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return (destination && placeNames(words, destination, folder)?.join(PLACE_SEPARATOR)) ?? '';
}

/** The addresses of those that have one, one a line. */
export function formatLinks(entries: readonly HistoryEntry[]): string {
  return entries.flatMap(({ url }) => (url ? [url] : [])).join('\n');
}
