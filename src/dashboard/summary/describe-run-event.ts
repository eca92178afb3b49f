import type { Toast } from '../dashboard-host.ts';
import type { RunEvent } from '../hooks/run-tracker.ts';
import type { Words } from '../words/use-words.ts';

export function describeRunEvent(words: Words, event: RunEvent): string {
  switch (event.type) {
    case 'started':
      return words('announce.started', { count: event.count });
    case 'quarter':
      return words('announce.quarter', {
        percent: words.intl.formatNumber(event.percent / 100, { style: 'percent' }),
      });
    case 'failed':
      return words('announce.failed', { count: event.count });
    case 'ended':
      return describeEnd(words, event);
    default:
      return event satisfies never;
  }
}

type RunEnd = Extract<RunEvent, { type: 'ended' }>;

/** Nothing when everything was cancelled: the person did that and knows. */
export function batchToast(words: Words, end: RunEnd): Toast | undefined {
  if (end.arrived + end.failed === 0) return undefined;
  const type = end.failed === 0 ? 'success' : end.arrived === 0 ? 'error' : 'warning';
  return { type, message: describeEnd(words, end) };
}

function describeEnd(words: Words, { arrived, failed }: RunEnd): string {
  if (failed === 0) return words('batch.allArrived', { count: arrived });
  if (arrived === 0) return words('batch.noneArrived', { failed });
  return words('batch.someFailed', { arrived, failed, total: arrived + failed });
}
