import type {
  LedgerChange,
  LedgerPage,
  LoadBatchRequest,
  MatchFilesRequest,
  MatchFilesResponse,
  RecordChangesRequest,
  RecordItemsRequest,
} from '#contracts';
import {
  type Connection,
  comparableMediaTypes,
  type ItemRow,
  insertItems,
  itemsByPath,
  itemsOfBatch,
  lockItems,
  markTickets,
  reopenBatch,
  saveItems,
} from '#database';
import type { SiteCaller } from './call-context.ts';
import { LEDGER_PAGE_SIZE, nextCursor, readCursor } from './ledger-cursor.ts';
import { readyAsTold } from './ledger-files.ts';
import { type Circumstances, changeItem } from './ledger-item.ts';
import { keepResumeUrl } from './ledger-resume.ts';
import { type LedgerServices, underLease } from './ledger-services.ts';
import { toLedgerItem } from './ledger-views.ts';

/** Adds files to a batch. Files that are there already stay as they are. */
export async function recordLedgerItems(
  ledger: LedgerServices,
  { instanceId, userId }: SiteCaller,
  { lease, items }: RecordItemsRequest,
): Promise<void> {
  const createdAt = ledger.now();
  const rows = items.map(({ uploadId, name, path, sizeInBytes, lastModified, replaces }) => ({
    uploadId,
    name,
    path,
    lastModified,
    sizeInBytes: sizeInBytes ?? null,
    replaces: replaces ?? null,
    mimeType: null,
    batchId: lease.batchId,
    state: 'queued' as const,
    userId,
    createdAt,
  }));
  await underLease(ledger, instanceId, lease, async (transaction) => {
    await insertItems(
      transaction,
      instanceId,
      uniqueBy(rows, ({ uploadId }) => uploadId),
    );
    await reopenBatch(transaction, instanceId, lease.batchId);
  });
  ledger.tell?.(instanceId, [{ type: 'batch-changed', batchId: lease.batchId }]);
}

function uniqueBy<Value>(values: readonly Value[], keyOf: (value: Value) => string): readonly Value[] {
  return [...new Map(values.map((value) => [keyOf(value), value])).values()];
}

/**
 * Takes the page's changes in, in the order given; changes of items that are not in the batch are ignored.
 * @returns whether Wix told more of the accepted files than could be taken in along with them.
 */
export async function recordLedgerChanges(
  ledger: LedgerServices,
  { instanceId }: SiteCaller,
  { lease, changes }: RecordChangesRequest,
): Promise<{ readonly areMoreDue: boolean }> {
  const { news, areMoreDue } = await underLease(ledger, instanceId, lease, async (transaction) => {
    const locked = await lockItems(transaction, instanceId, [...new Set(changes.map(({ uploadId }) => uploadId))]);
    const before = new Map(
      locked.filter(({ batchId }) => batchId === lease.batchId).map((item) => [item.uploadId, item]),
    );
    const now = ledger.now();
    const circumstances = await readCircumstances(transaction, instanceId, [...before.values()], now);
    const after = new Map(before);
    const differing: string[] = [];
    for (const change of changes) {
      const item = after.get(change.uploadId);
      if (!item) continue;
      const changed = takeIn(ledger, item, change, circumstances);
      after.set(change.uploadId, changed);
      differing.push(...differingFile(item, changed));
    }
    const told = await readyAsTold(transaction, instanceId, after, now);
    const changed = [...after.values()].filter((item) => item !== before.get(item.uploadId));
    await saveItems(transaction, instanceId, changed);
    await markTickets(transaction, instanceId, differing, { rejected: true });
    return told;
  });
  ledger.tell?.(instanceId, [{ type: 'batch-changed', batchId: lease.batchId }, ...news]);
  return { areMoreDue };
}

/** Which hashes can be compared; asked only when one of the items has both. */
export async function readCircumstances(
  connection: Connection,
  instanceId: string,
  rows: readonly ItemRow[],
  now: Date,
): Promise<Circumstances> {
  const mediaTypes = rows.flatMap(({ wixHash, mediaType }) => (wixHash && mediaType ? mediaType : []));
  return { now, comparable: await comparableMediaTypes(connection, instanceId, [...new Set(mediaTypes)]) };
}

function takeIn(
  { secretBox }: LedgerServices,
  item: ItemRow,
  change: LedgerChange,
  circumstances: Circumstances,
): ItemRow {
  const changed = changeItem(item, change, circumstances);
  return change.type === 'progressed' && change.resumeUrl !== undefined && changed.state === 'sending'
    ? keepResumeUrl(secretBox, changed, change.resumeUrl)
    : changed;
}

/** A copy that the page sends again, or that is proven to differ: it must not be found again as arrived. */
function differingFile(before: ItemRow, after: ItemRow): readonly string[] {
  const isSentAgain = before.state === 'accepted' && after.state === 'queued';
  const isProven = after.state === 'failed' && after.failure?.code === 'STORED_COPY_DIFFERS';
  return before.fileId !== null && (isSentAgain || isProven) ? [before.fileId] : [];
}

export async function loadLedgerBatch(
  { connection }: LedgerServices,
  { instanceId }: SiteCaller,
  { batchId, cursor }: LoadBatchRequest,
): Promise<LedgerPage> {
  const rows = await itemsOfBatch(connection, instanceId, batchId, {
    after: readCursor(cursor),
    limit: LEDGER_PAGE_SIZE,
  });
  return { items: rows.map(toLedgerItem), ...nextCursor(rows) };
}

/** Finds dropped files again in a batch: the same folder, dropped once more after a reload. */
export async function matchLedgerFiles(
  { connection }: LedgerServices,
  { instanceId }: SiteCaller,
  { batchId, files }: MatchFilesRequest,
): Promise<MatchFilesResponse> {
  const paths = [...new Set(files.map(({ path }) => path))];
  const candidates = new Map<string, ItemRow[]>();
  for (const item of await itemsByPath(connection, instanceId, batchId, paths)) {
    const samePath = candidates.get(item.path) ?? [];
    samePath.push(item);
    candidates.set(item.path, samePath);
  }
  const matches = files.map((file) => {
    const samePath = candidates.get(file.path) ?? [];
    const index = samePath.findIndex((item) => isSameFile(item, file));
    const [match] = index === -1 ? [] : samePath.splice(index, 1);
    return match ? { uploadId: match.uploadId, state: match.state } : null;
  });
  return { matches };
}

function isSameFile(item: ItemRow, file: MatchFilesRequest['files'][number]): boolean {
  if (item.path !== file.path) return false;
  if (item.sizeInBytes !== null && item.sizeInBytes !== file.sizeInBytes) return false;
  if (item.sampleHash !== null && file.sampleHash !== undefined) return item.sampleHash === file.sampleHash;
  return item.lastModified === file.lastModified;
}
