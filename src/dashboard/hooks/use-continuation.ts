import { useCallback, useState } from 'react';
import {
  type Destination,
  type IntakeFiles,
  isJunk,
  type OpenBatchView,
  type PlanSettings,
  type Stock,
  takeStock,
} from '#upload-engine';
import { type ContinueReport, continueBatch } from './continue-batch.ts';
import { usePageQueue } from './engine-context.tsx';
import { planParts } from './intake-account.ts';
import { toFailure } from './to-failure.ts';

export interface ContinuationControl {
  /** What became of the last files that were brought for an unfinished batch. */
  readonly report: ContinueReport | undefined;
  dismiss(): void;
  /**
   * Looks whether files belong to an unfinished batch and goes on with it.
   * @param batchId the person said which one
   * @returns false when they are new: nothing was done
   */
  offer(found: IntakeFiles, batchId?: string): Promise<boolean>;
  /** Once more, with the person's word that this page shall be the one that sends. */
  takeOver(report: ContinueReport): void;
}

export function useContinuation(destination: Destination, settings: PlanSettings): ContinuationControl {
  const { ledger, session, planner, account, firstLook } = usePageQueue();
  const [report, setReport] = useState<ContinueReport>();

  const bring = useCallback(
    async (batch: Pick<OpenBatchView, 'batchId' | 'label'>, found: IntakeFiles, takeOver = false) => {
      const options = { ledger, session, planner: planParts(planner, account), settings, destination };
      const told = await continueBatch(options, batch, found, takeOver);
      if (told.kind === 'continued')
        account.open({ problems: found.problems, emptyFolders: 0 }).onStock(stockOf(found));
      setReport(told);
    },
    [ledger, session, planner, account, settings, destination],
  );

  const offer = useCallback(
    async (found: IntakeFiles, batchId?: string) => {
      setReport(undefined);
      if (found.files.length === 0) return false;
      await firstLook;
      try {
        const named = ledger.getOpenBatches().find((batch) => batch.batchId === batchId);
        const batch = named ?? (await ledger.recognise(found.files));
        if (batch === undefined) return false;
        await bring(batch, found);
      } catch (error) {
        setReport({ kind: 'refused', found, failure: toFailure(error) });
      }
      return true;
    },
    [ledger, firstLook, bring],
  );

  const takeOver = useCallback(
    (told: ContinueReport) => {
      if (told.kind === 'held') void bring(told.batch, told.found, true);
    },
    [bring],
  );
  const dismiss = useCallback(() => setReport(undefined), []);
  return { report, dismiss, offer, takeOver };
}

/** The account of files that went to an unfinished batch: no plan was made for all of them. */
function stockOf(found: IntakeFiles): Stock {
  const files = found.files.map(({ path }) => ({
    path,
    fate: isJunk(path) ? ({ action: 'leave-out', because: 'junk' } as const) : ({ action: 'send' } as const),
  }));
  return takeStock({ files }, found);
}
