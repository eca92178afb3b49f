import { type FailureCode, failureCodeSchema } from '#contracts';
import type { UploadItem } from '../item.ts';
import { formatCsv, parseCsv } from './csv.ts';

/** The same in every language, so that a report finds its way back. */
const HEADER = ['path', 'size', 'code', 'what happened', 'upload id'] as const;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export interface FailureReportRow {
  readonly path: string;
  /** Bytes; undefined where it was never read. */
  readonly sizeInBytes: number | undefined;
  readonly code: FailureCode;
  /** In the reader's language. */
  readonly whatHappened: string;
  readonly uploadId: string;
}

/** The failed ones among the items. @param words what happened, in the reader's language */
export function failureReportRows(
  items: Iterable<UploadItem>,
  words: (item: UploadItem, code: FailureCode) => string,
): readonly FailureReportRow[] {
  const rows: FailureReportRow[] = [];
  for (const item of items) {
    if (item.state.status !== 'failed') continue;
    const { code } = item.state.failure;
    const { path, sizeInBytes, id: uploadId } = item;
    rows.push({ path, sizeInBytes, code, whatHappened: words(item, code), uploadId });
  }
  return rows;
}

/** The report as CSV, one row a file. */
export function formatFailureReport(rows: readonly FailureReportRow[]): string {
  const lines = rows.map(({ path, sizeInBytes, code, whatHappened, uploadId }) => [
    path,
    sizeInBytes === undefined ? '' : String(sizeInBytes),
    code,
    whatHappened,
    uploadId,
  ]);
  return formatCsv([HEADER, ...lines]);
}

/**
 * Reads a report back, also one that a spreadsheet has saved again, with rows taken out or columns moved.
 * @returns undefined when the text is no failure report; rows without a valid upload id are left out
 */
export function parseFailureReport(text: string): readonly FailureReportRow[] | undefined {
  const [header, ...rows] = parseCsv(text);
  if (!header) return undefined;
  const columns = header.map((cell) => cell.trim().toLowerCase());
  if (!columns.includes('upload id') || !columns.includes('path')) return undefined;
  const cellOf = (row: readonly string[], name: (typeof HEADER)[number]) => row[columns.indexOf(name)] ?? '';
  return rows.flatMap((row) => {
    const uploadId = cellOf(row, 'upload id').trim().toLowerCase();
    if (!UUID.test(uploadId)) return [];
    const size = cellOf(row, 'size').trim();
    return {
      path: cellOf(row, 'path'),
      sizeInBytes: /^\d+$/.test(size) ? Number(size) : undefined,
      code: failureCodeSchema.catch('INTERNAL').parse(cellOf(row, 'code').trim()),
      whatHappened: cellOf(row, 'what happened'),
      uploadId,
    };
  });
}
