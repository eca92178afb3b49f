import { useCallback, useState } from 'react';
import {
  type IntakeFiles,
  isJunk,
  type LedgerSession,
  type OpenBatchView,
  type PlanSettings,
  type Stock,
  takeStock,
} from '#upload-engine';
import { type ContinueReport, continueBatch } from './continue-batch.ts';
import { usePageQueue } from './engine-context.tsx';
import { planParts } from './intake-account.ts';
import { toFailure } from './to-failure.ts';
import type { DestinationControl } from './use-destination.ts';

export interface ContinuationControl {
  /** What became of the last files that were brought for unfinished batches, one for each. */
  readonly reports: readonly ContinueReport[];
  dismiss(report: ContinueReport): void;
  /**
   * Looks whether files belong to unfinished batches and goes on with them. Who has chosen another destination means a new upload.
   * @param batchId the person said which one
   * @returns false when they are new: nothing was done
   */
  offer(found: IntakeFiles, batchId?: string): Promise<boolean>;
  /** Once more, with the person's word that this page shall be the one that sends. */
  takeOver(report: ContinueReport): void;
}

export function useContinuation(
  { destination, isChosen }: DestinationControl,
  settings: PlanSettings,
): ContinuationControl {
  const { ledger, session, planner, account, firstLook } = usePageQueue();
  const [reports, setReports] = useState<readonly ContinueReport[]>([]);

  const bring = useCallback(
    async (batch: Pick<OpenBatchView, 'batchId' | 'label'>, found: IntakeFiles, takeOver = false) => {
      const options = { ledger, session, planner: planParts(planner, account), settings, destination };
      const told = await continueBatch(options, batch, found, takeOver);
      if (told.kind === 'continued')
        account.open({ problems: found.problems, emptyFolders: 0 }).onStock(stockOf(found));
      setReports((others) => [...others, told]);
    },
    [ledger, session, planner, account, settings, destination],
  );

  const offer = useCallback(
    async (found: IntakeFiles, batchId?: string) => {
      setReports([]);
      if (found.files.length === 0) return false;
      await firstLook;
      try {
        const named = ledger.getOpenBatches().find((batch) => batch.batchId === batchId);
        if (named) {
          await bring(named, found);
          return true;
        }
        const recognised = await ledger.recognise(found.files, isChosen ? destination : undefined);
        for (const { batch, part } of shareOut(found, recognised)) await bring(batch, part);
        return recognised.length > 0;
      } catch (error) {
        setReports((others) => [...others, { kind: 'refused', found, failure: toFailure(error) }]);
      }
      return true;
    },
    [ledger, firstLook, bring, destination, isChosen],
  );

  const dismiss = useCallback(
    (told: ContinueReport) => setReports((reports) => reports.filter((other) => other !== told)),
    [],
  );
  const takeOver = useCallback(
    (told: ContinueReport) => {
      if (told.kind !== 'held') return;
      dismiss(told);
      void bring(told.batch, told.found, true);
    },
    [bring, dismiss],
  );
  return { reports, dismiss, offer, takeOver };
}

type Recognised = Awaited<ReturnType<LedgerSession['recognise']>>;

/** The first batch gets whatever else came with the files. */
function shareOut(found: IntakeFiles, recognised: Recognised) {
  const elsewhere = recognised.slice(1).reduce((sum, { files }) => sum + files.length, 0);
  return recognised.map(({ batch, files }, place) => {
    const part: IntakeFiles =
      place === 0 ? { ...found, files, found: found.found - elsewhere } : { files, found: files.length, problems: [] };
    return { batch, part };
  });
}

/** The account of files that went to an unfinished batch: no plan was made for all of them. */
function stockOf(found: IntakeFiles): Stock {
  const files = found.files.map(({ path }) => ({
    path,
    fate: isJunk(path) ? ({ action: 'leave-out', because: 'junk' } as const) : ({ action: 'send' } as const),
  }));
  return takeStock({ files }, found);
}
