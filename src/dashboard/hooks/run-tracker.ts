import type { QueueSummary } from '#upload-engine';
import { overallPercent, unfinishedCount } from './queue-progress.ts';

/** One run: from the moment something is to be done until nothing is. */
export type RunEvent =
  /** Once no more files come in, or at the first other news. */
  | { readonly type: 'started'; readonly count: number }
  /** Passed for the first time in this run: 25, 50 or 75 percent of the bytes. */
  | { readonly type: 'quarter'; readonly percent: number }
  | { readonly type: 'failed'; readonly count: number }
  | { readonly type: 'ended'; readonly arrived: number; readonly failed: number };

export interface RunTracker {
  /** Takes the newest totals and answers what is worth telling, in order. */
  observe(summary: QueueSummary): readonly RunEvent[];
  /** To be called with the totals after finished or failed files were taken out of the list: they stay counted in this run. */
  rebase(summary: QueueSummary): void;
}

interface Run {
  /** Files that had this fate before the run began; below zero when files of this run left the list. */
  readyBefore: number;
  failedBefore: number;
  quartersPassed: number;
  failuresTold: number;
  /** Files not ended when last looked at; undefined once the start is told. */
  growing: number | undefined;
}

export function createRunTracker(): RunTracker {
  let run: Run | undefined;
  let seen = { ready: 0, failed: 0 };

  function observe(summary: QueueSummary): readonly RunEvent[] {
    const { ready, failed } = summary.byStatus;
    const unfinished = unfinishedCount(summary);
    const before = seen;
    seen = { ready, failed };
    const events: RunEvent[] = [];
    // A file may be found wanting before anybody looks: then the run is over as soon as it is seen.
    if (run === undefined && (unfinished > 0 || failed > before.failed || ready > before.ready)) {
      run = { readyBefore: before.ready, failedBefore: before.failed, quartersPassed: 0, failuresTold: 0, growing: 0 };
    }
    if (run === undefined) return events;
    run.failedBefore = Math.min(run.failedBefore, failed);
    let progress = progressOf(run, summary);
    if (run.growing !== undefined && unfinished > 0) {
      // Ten thousand files are added in many small steps: whoever listens wants to hear of all of them, once.
      const isTold = progress.length > 0 || unfinished <= run.growing;
      if (isTold) {
        events.push({ type: 'started', count: unfinished });
        // Said in one breath, a screen reader would only hear the second.
        progress = progress.filter(({ type }) => type !== 'quarter');
      }
      run.growing = isTold ? undefined : unfinished;
    }
    events.push(...progress);
    if (unfinished > 0) return events;
    events.push({ type: 'ended', arrived: ready - run.readyBefore, failed: failed - run.failedBefore });
    run = undefined;
    return events;
  }

  return {
    observe,
    rebase: ({ byStatus: { ready, failed } }) => {
      if (run !== undefined) {
        run.readyBefore -= seen.ready - ready;
        run.failedBefore -= seen.failed - failed;
      }
      seen = { ready, failed };
    },
  };
}

function progressOf(run: Run, summary: QueueSummary): readonly RunEvent[] {
  const events: RunEvent[] = [];
  const quarters = Math.min(3, Math.floor(overallPercent(summary) / 25));
  if (quarters > run.quartersPassed && unfinishedCount(summary) > 0) {
    run.quartersPassed = quarters;
    events.push({ type: 'quarter', percent: quarters * 25 });
  }
  const failed = summary.byStatus.failed - run.failedBefore;
  if (failed > run.failuresTold) events.push({ type: 'failed', count: failed - run.failuresTold });
  run.failuresTold = failed;
  return events;
}
