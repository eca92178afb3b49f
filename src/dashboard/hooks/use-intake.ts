import { useCallback, useState } from 'react';
import type { IntakeFiles, PlanSettings } from '#upload-engine';
import { collectDroppedFiles, collectPickedFiles } from '#upload-engine/browser';
import { usePageQueue } from './engine-context.tsx';
import { createPastedNames } from './pasted-files.ts';
import { toFailure } from './to-failure.ts';
import { type ContinuationControl, useContinuation } from './use-continuation.ts';
import type { DestinationControl } from './use-destination.ts';
import { type ReturnedReportControl, useReturnedReport } from './use-returned-report.ts';

export interface Intake {
  /** Drops whose folders are still being read or compared with what is unfinished. */
  readonly reading: number;
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

export function useIntake(control: DestinationControl, settings: PlanSettings): Intake {
  const { destination } = control;
  const { planner, account } = usePageQueue();
  const continuation = useContinuation(control, settings);
  const { offer } = continuation;
  const returned = useReturnedReport();
  const { offer: offerReport, retryWanted } = returned;
  const [reading, setReading] = useState(0);
  const [namePasted] = useState(createPastedNames);

  const takeAsNew = useCallback(
    (found: IntakeFiles) => {
      const isMade = settings.emptyFolders && destination.kind === 'site-media';
      const emptyFolders = isMade ? (found.emptyFolders?.length ?? 0) : 0;
      planner.add(found, destination, settings, account.open({ problems: found.problems, emptyFolders }));
    },
    [planner, account, destination, settings],
  );
  const take = useCallback(
    async (collecting: Promise<IntakeFiles>, batchId?: string) => {
      account.forgetNothingFound();
      setReading((count) => count + 1);
      try {
        const found = await collecting;
        if (await offerReport(found)) return;
        if (await offer(found, batchId)) retryWanted();
        else takeAsNew(found);
      } catch (error) {
        const problems = [{ path: '', failure: toFailure(error) }];
        account.open({ problems, emptyFolders: 0 }).onStock({ found: 0, took: 0, leftOut: [] });
      } finally {
        setReading((count) => count - 1);
      }
    },
    [account, offer, offerReport, retryWanted, takeAsNew],
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
  return { reading, continuation, returned, takePicked, takeDropped, takePasted, takeAsNew };
}

/** The unfinished batch on whose card something was dropped. */
function findBatchId(target: EventTarget | null): string | undefined {
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-batch-id]') : null;
  return card?.dataset.batchId;
}
