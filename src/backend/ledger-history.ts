import type { EraseHistoryRequest, EraseHistoryResponse, HistoryPage, HistoryRequest } from '#contracts';
import { deleteEmptyBatches, deleteItems, drivenBatches, itemsOfSite } from '#database';
import type { SiteCaller } from './call-context.ts';
import { LEDGER_PAGE_SIZE, nextCursor, readCursor } from './ledger-cursor.ts';
import type { LedgerServices } from './ledger-services.ts';
import { toHistoryEntry } from './ledger-views.ts';

/** The site's uploads, newest first; page by page it is the whole export. */
export async function readHistory(
  { connection }: LedgerServices,
  { instanceId }: SiteCaller,
  { cursor, ...filter }: HistoryRequest,
): Promise<HistoryPage> {
  const after = readCursor(cursor);
  const found = await itemsOfSite(connection, instanceId, filter, { after, limit: LEDGER_PAGE_SIZE });
  return { entries: found.map(toHistoryEntry), ...nextCursor(found.map(({ item }) => item)) };
}

/** Erases what the ledger knows. Batches that a page drives at this moment stay: their uploads would lose their protection. */
export function eraseLedgerHistory(
  { connection, now }: LedgerServices,
  { instanceId }: SiteCaller,
  { what }: EraseHistoryRequest,
): Promise<EraseHistoryResponse> {
  return connection.transaction(async (transaction) => {
    const keep = await drivenBatches(transaction, instanceId, now());
    const erased = await deleteItems(transaction, instanceId, { finishedOnly: what === 'finished', keep });
    await deleteEmptyBatches(transaction, instanceId, keep);
    return { erased };
  });
}
