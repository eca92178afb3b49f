import { useCallback, useState } from 'react';
import type { Failure, LeaseHolder } from '#contracts';
import { useLedger } from './engine-context.tsx';
import { toFailure } from './to-failure.ts';

export type BatchOrder =
  | { readonly status: 'idle' }
  | { readonly status: 'running' }
  /** Somebody else was faster. */
  | { readonly status: 'held'; readonly heldBy: LeaseHolder }
  | { readonly status: 'failed'; readonly failure: Failure };

export interface BatchOrders {
  readonly order: BatchOrder;
  takeOver(): void;
  /** Gives up what is not sent. */
  forget(): void;
}

/** What a person can do to an unfinished batch without its files; one thing at a time. */
export function useBatchOrders(batchId: string): BatchOrders {
  const ledger = useLedger();
  const [order, setOrder] = useState<BatchOrder>({ status: 'idle' });
  const run = useCallback(async (work: () => Promise<LeaseHolder | undefined>) => {
    setOrder({ status: 'running' });
    try {
      const heldBy = await work();
      setOrder(heldBy === undefined ? { status: 'idle' } : { status: 'held', heldBy });
    } catch (error) {
      setOrder({ status: 'failed', failure: toFailure(error) });
    }
  }, []);
  const takeOver = useCallback(
    () =>
      void run(async () => {
        await ledger.takeOver(batchId);
        return undefined;
      }),
    [run, ledger, batchId],
  );
  const forget = useCallback(() => void run(() => ledger.forget(batchId)), [run, ledger, batchId]);
  return { order, takeOver, forget };
}
