import { useCallback, useState } from 'react';
import {
  type Destination,
  type FoundProblem,
  type IntakeFiles,
  isJunk,
  type PlanSettings,
  type Stock,
  takeStock,
} from '#upload-engine';
import { collectDroppedFiles, collectPickedFiles } from '#upload-engine/browser';
import { usePlanner } from './engine-context.tsx';
import { createPastedNames } from './pasted-files.ts';
import { toFailure } from './to-failure.ts';
import { type ContinuationControl, useContinuation } from './use-continuation.ts';
import { type ReturnedReportControl, useReturnedReport } from './use-returned-report.ts';

/** What became of one pick or drop. Every file that was found is either taken or left out with its reason. */
export interface IntakeReport {
  readonly stock: Stock;
  readonly problems: readonly FoundProblem[];
  /** Empty folders that are made although there is no file for them. */
  readonly emptyFolders: number;
}

export interface Intake {
  /** Drops whose folders are still being read or compared with what is unfinished. */
  readonly reading: number;
  /** The last one that needs words, nothing found or something left out, and no plan that is open to say them. */
  readonly report: IntakeReport | undefined;
  dismissReport(): void;
  readonly continuation: ContinuationControl;
  readonly returned: ReturnedReportControl;
  /**
   * Reads the list after it has returned.
   * @param batchId the unfinished batch that they are meant for; else that is found out
   */
  takePicked(files: FileList, batchId?: string): void;
  /** To be called inside the drop event: the browser empties `transfer` when the event is over. */
  takeDropped(transfer: DataTransfer, target: EventTarget | null): void;
  /** The same inside a paste event. */
  takePasted(transfer: DataTransfer): void;
  /** As a new upload, whatever they look like. */
  takeAsNew(found: IntakeFiles): void;
}

export function useIntake(destination: Destination, settings: PlanSettings): Intake {
  const planner = usePlanner();
  const continuation = useContinuation(destination, settings);
  const { offer } = continuation;
  const returned = useReturnedReport();
  const { offer: offerReport, retryWanted } = returned;
  const [reading, setReading] = useState(0);
  const [report, setReport] = useState<IntakeReport>();
  const [namePasted] = useState(createPastedNames);

  const tell = useCallback((stock: Stock, problems: readonly FoundProblem[], emptyFolders = 0) => {
    if (stock.took === 0 || stock.leftOut.length > 0) setReport({ stock, problems, emptyFolders });
  }, []);
  const takeAsNew = useCallback(
    (found: IntakeFiles) => {
      const isMade = settings.emptyFolders && destination.kind === 'site-media';
      const emptyFolders = isMade ? found.emptyFolders?.length : 0;
      planner.add(found, destination, settings, {
        onStock: (stock) => tell(stock, found.problems, emptyFolders),
        onFolderRefused: (path, failure) => setReport((report) => withProblem(report, { path, failure })),
      });
    },
    [planner, destination, settings, tell],
  );
  const take = useCallback(
    async (collecting: Promise<IntakeFiles>, batchId?: string) => {
      setReport(undefined);
      setReading((count) => count + 1);
      try {
        const found = await collecting;
        if (await offerReport(found)) return;
        if (await offer(found, batchId)) {
          tell(stockOf(found), found.problems);
          retryWanted();
        } else takeAsNew(found);
      } catch (error) {
        const problems = [{ path: '', failure: toFailure(error) }];
        setReport({ stock: { found: 0, took: 0, leftOut: [] }, problems, emptyFolders: 0 });
      } finally {
        setReading((count) => count - 1);
      }
    },
    [offer, offerReport, retryWanted, takeAsNew, tell],
  );

  const takePicked = useCallback(
    (list: FileList, batchId?: string) =>
      void take(
        collectPickedFiles(list).then((picked) => ({ ...picked, problems: [] })),
        batchId,
      ),
    [take],
  );
  const takeDropped = useCallback(
    (transfer: DataTransfer, target: EventTarget | null) =>
      void take(collectDroppedFiles(transfer), findBatchId(target)),
    [take],
  );
  const takePasted = useCallback(
    (transfer: DataTransfer) => {
      const named = async (collecting: Promise<IntakeFiles>) => {
        const found = await collecting;
        return { ...found, files: namePasted(found.files, new Date()) };
      };
      void take(named(collectDroppedFiles(transfer)));
    },
    [take, namePasted],
  );
  const dismissReport = useCallback(() => setReport(undefined), []);
  return { reading, report, dismissReport, continuation, returned, takePicked, takeDropped, takePasted, takeAsNew };
}

function withProblem(report: IntakeReport | undefined, problem: FoundProblem): IntakeReport {
  const { stock, problems } = report ?? { stock: { found: 0, took: 0, leftOut: [] }, problems: [] };
  return { stock, problems: [...problems, problem], emptyFolders: 0 };
}

/** The unfinished batch on whose card something was dropped. */
function findBatchId(target: EventTarget | null): string | undefined {
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-batch-id]') : null;
  return card?.dataset.batchId;
}

/** The account of files that went to an unfinished batch: they have no plan of their own. */
function stockOf(found: IntakeFiles): Stock {
  const files = found.files.map(({ path }) => ({
    path,
    fate: isJunk(path) ? ({ action: 'leave-out', because: 'junk' } as const) : ({ action: 'send' } as const),
  }));
  return takeStock({ files }, found);
}
