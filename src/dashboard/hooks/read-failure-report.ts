import { type FailureReportRow, parseFailureReport, type SourceFile } from '#upload-engine';

/** A report of a hundred thousand files is about this large. Bytes. */
const LARGEST_REPORT_IN_BYTES = 40_000_000;

/**
 * The rows when what was picked or dropped is one failure report and nothing else; undefined when it is to be uploaded.
 * Whoever means to upload such a file as it is can give it another ending.
 */
export async function readFailureReport(
  files: readonly SourceFile[],
): Promise<readonly FailureReportRow[] | undefined> {
  const [file, ...others] = files;
  if (file === undefined || others.length > 0 || !/\.csv$/i.test(file.name)) return undefined;
  if (!(file.body instanceof Blob) || file.body.size > LARGEST_REPORT_IN_BYTES) return undefined;
  const text = await file.body.text().catch(() => '');
  return parseFailureReport(text);
}
