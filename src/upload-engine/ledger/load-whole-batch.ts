import type { LedgerItem } from '#contracts';
import type { BatchId } from '../item.ts';
import type { LedgerClient } from './ledger-client.ts';

/**
 * All items of a batch, page after page.
 * @throws FailureError when a page cannot be loaded: half a batch is no batch.
 */
export async function loadWholeBatch(
  client: Pick<LedgerClient, 'loadBatch'>,
  batchId: BatchId,
  signal: AbortSignal,
): Promise<readonly LedgerItem[]> {
  const items: LedgerItem[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.loadBatch(cursor === undefined ? { batchId } : { batchId, cursor }, signal);
    signal.throwIfAborted();
    for (const item of page.items) items.push(item);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}
