import type { HistoryEntry } from '#contracts';
import { formatCsv } from '#upload-engine';

/** The same in every language, so that other programs find the columns. */
const HEADER = ['file name', 'Wix URL', 'state', 'path', 'size in bytes', 'Wix file id', 'uploaded at', 'verification'];

/** The history as a table: which file is at which address of Wix's. */
export function formatHistory(entries: readonly HistoryEntry[]): string {
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
    ]),
  ]);
}

/** The addresses of those that have one, one a line. */
export function formatLinks(entries: readonly HistoryEntry[]): string {
  return entries.flatMap(({ url }) => (url ? [url] : [])).join('\n');
}
