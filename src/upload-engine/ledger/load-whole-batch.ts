import type { LedgerItem } from '#contracts';
import type { BatchId } from '../item.ts';
import type { Clock } from '../ports.ts';
import { withDeadline } from '../with-deadline.ts';
import { LEDGER_CALL_TIMEOUT_MS } from './batch-scribe.ts';
import type { LedgerClient } from './ledger-client.ts';

/**
 * All items of a batch, page after page.
 * @throws FailureError when a page cannot be loaded, or does not come: half a batch is no batch.
 */
export function loadWholeBatch(
  client: Pick<LedgerClient, 'loadBatch'>,
  clock: Clock,
  batchId: BatchId,
  signal: AbortSignal,
): Promise<readonly LedgerItem[]> {
  const noAnswer = { silenceMs: LEDGER_CALL_TIMEOUT_MS, failure: { code: 'SERVER_UNAVAILABLE' } } as const;
  return withDeadline(clock, noAnswer, signal, async (inner, alive) => {
    const items: LedgerItem[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.loadBatch(cursor === undefined ? { batchId } : { batchId, cursor }, inner);
      inner.throwIfAborted();
      alive();
      for (const item of page.items) items.push(item);
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return items;
  });
}
