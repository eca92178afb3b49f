import type { ItemId, UploadItem } from '../item.ts';
import type { FailureReportRow } from './failure-report.ts';

/** What a report that comes back asks for. */
export interface ReportedItems {
  /** Failed still: to be retried. */
  readonly failed: readonly ItemId[];
  /** In the list, but not failed any more: nothing to do. */
  readonly settled: readonly ItemId[];
  /** Not in the list: their batch has to be continued first. */
  readonly elsewhere: readonly FailureReportRow[];
}

/** Finds the rows of a failure report again, by upload id alone. Each item counts once, however often it is in the report. */
export function findReportedItems(
  rows: readonly FailureReportRow[],
  getItem: (id: ItemId) => UploadItem | undefined,
): ReportedItems {
  const failed: ItemId[] = [];
  const settled: ItemId[] = [];
  const elsewhere: FailureReportRow[] = [];
  for (const row of new Map(rows.map((each) => [each.uploadId, each])).values()) {
    const item = getItem(row.uploadId);
    if (!item) elsewhere.push(row);
    else if (item.state.status === 'failed') failed.push(item.id);
    else settled.push(item.id);
  }
  return { failed, settled, elsewhere };
}
