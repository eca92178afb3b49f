import { useCallback, useRef, useState } from 'react';
import { findReportedItems, type IntakeFiles, type ItemId } from '#upload-engine';
import { useEngine } from './engine-context.tsx';
import { readFailureReport } from './read-failure-report.ts';

/** What a failure report that came back brought about. Files. */
export interface ReturnedReport {
  /** Start again: their bytes are at hand. */
  readonly again: number;
  /** Nothing to do: not failed any more. */
  readonly settled: number;
  /** To be started again as soon as they are brought: of an upload that is not in the list, or without their bytes. */
  readonly wanted: number;
}

export interface ReturnedReportControl {
  readonly report: ReturnedReport | undefined;
  dismiss(): void;
  /** @returns false when the files are no failure report: nothing was done */
  offer(found: IntakeFiles): Promise<boolean>;
  /** Files came back into the list: starts those that a report asked for. */
  retryWanted(): void;
}

/** Queues exactly the files of a failure report again. */
export function useReturnedReport(): ReturnedReportControl {
  const engine = useEngine();
  const wanted = useRef(new Set<ItemId>());
  const [report, setReport] = useState<ReturnedReport>();

  const offer = useCallback(
    async ({ files }: IntakeFiles) => {
      const rows = await readFailureReport(files);
      if (rows === undefined) return false;
      const { failed, settled, elsewhere } = findReportedItems(rows, engine.getItem);
      const hasBytes = (id: ItemId) => engine.getBody(id) instanceof Blob;
      const again = failed.filter(hasBytes);
      const missing = [...failed.filter((id) => !hasBytes(id)), ...elsewhere.map(({ uploadId }) => uploadId)];
      wanted.current = new Set(missing);
      engine.retry(again);
      setReport({ again: again.length, settled: settled.length, wanted: missing.length });
      return true;
    },
    [engine],
  );
  const retryWanted = useCallback(() => {
    const here = [...wanted.current].filter((id) => engine.getItem(id) !== undefined);
    for (const id of here) wanted.current.delete(id);
    engine.retry(here);
  }, [engine]);
  const dismiss = useCallback(() => setReport(undefined), []);
  return { report, dismiss, offer, retryWanted };
}
