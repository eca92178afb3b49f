import { useCallback, useState } from 'react';
import type { Failure } from '#contracts';
import type { BatchId, FailureGroup, PlanSettings, SourceFile } from '#upload-engine';
import { collectPickedFiles } from '#upload-engine/browser';
import { addFresh } from './continue-batch.ts';
import { usePageQueue } from './engine-context.tsx';
import { planParts } from './intake-account.ts';
import { toFailure } from './to-failure.ts';

export interface GroupOrders {
  retry(): void;
  /** Files of the group, found again on the disk: they take the places of those that could not be read. */
  bring(list: FileList): void;
  /** This page sends from now on what another one does. */
  takeOver(): void;
  /** Why the last order came to nothing. */
  readonly failure: Failure | undefined;
}

/**
 * What can be done for all files that failed for one reason.
 * @param settings how files that are brought again are planned
 */
export function useGroupOrders({ itemIds }: FailureGroup, settings: PlanSettings): GroupOrders {
  const { engine, ledger, planner, account } = usePageQueue();
  const [failure, setFailure] = useState<Failure>();
  const run = useCallback((work: () => Promise<void>) => {
    setFailure(undefined);
    work().catch((error: unknown) => setFailure(toFailure(error)));
  }, []);
  /** Those that are not what they were are new to their batch. */
  const bringTo = async (batchId: BatchId, files: readonly SourceFile[]) => {
    const result = await ledger.continueWith(batchId, files);
    if (result.kind === 'continued') addFresh(planParts(planner, account), batchId, result, settings);
  };
  const namesByBatch = useCallback(() => {
    const batches = new Map<BatchId, Set<string>>();
    for (const id of itemIds) {
      const item = engine.getItem(id);
      if (item === undefined) continue;
      const names = batches.get(item.batchId) ?? new Set();
      batches.set(item.batchId, names.add(item.name));
    }
    return batches;
  }, [engine, itemIds]);

  return {
    failure,
    retry: () => engine.retry(itemIds),
    bring: (list) =>
      run(async () => {
        const { files } = await collectPickedFiles(list);
        for (const [batchId, names] of namesByBatch()) {
          const own = files.filter(({ name }) => names.has(name));
          if (own.length > 0) await bringTo(batchId, own);
        }
      }),
    takeOver: () =>
      run(async () => {
        for (const batchId of namesByBatch().keys()) await ledger.takeOver(batchId);
        engine.retry(itemIds);
      }),
  };
}
