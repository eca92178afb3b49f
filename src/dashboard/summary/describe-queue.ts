import type { QueueSummary } from '#upload-engine';
import { unfinishedCount, wantedCount } from '../hooks/queue-progress.ts';
import type { MessageId, MessageValues } from '../words/use-words.ts';

/** The one sentence that says how the queue stands. */
export function describeQueue(summary: QueueSummary): { readonly id: MessageId; readonly values: MessageValues } {
  const { paused, waiting, accepted, ready, failed } = summary.byStatus;
  const moving = unfinishedCount(summary) - paused - accepted - waiting - summary.held;
  if (moving > 0) return { id: 'summary.uploading', values: { count: moving + waiting } };
  if (waiting > 0) return { id: 'summary.waiting', values: { count: waiting } };
  if (summary.held > 0) return { id: 'summary.held', values: { count: summary.held } };
  if (accepted > 0) return { id: 'summary.processing', values: { count: accepted } };
  if (paused > 0) return { id: 'summary.paused', values: { count: paused } };
  const total = wantedCount(summary);
  if (failed > 0) return { id: 'summary.endedWithFailures', values: { ready, total, failed } };
  return total > 0 ? { id: 'summary.allReady', values: { count: total } } : { id: 'summary.nothing', values: {} };
}
