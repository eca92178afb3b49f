import { Button } from '@wix/design-system';
import type { QueueSummary } from '#upload-engine';
import { useEngine } from '../hooks/engine-context.tsx';
import { useListCleaning } from '../hooks/list-cleaning.tsx';
import { useWords } from '../words/use-words.ts';

/** Orders for the whole queue; only those that would do something. */
export function SummaryActions({ summary }: { readonly summary: QueueSummary }) {
  const engine = useEngine();
  const cleaning = useListCleaning();
  const words = useWords();
  const { queued, checking, ticketing, sending, waiting, paused, failed, ready, skipped, cancelled } = summary.byStatus;
  const pausable = queued + checking + ticketing + sending + waiting;
  const orders = [
    { hook: 'retry-failed', label: words('summary.retryFailed'), count: failed, act: () => engine.retry('all') },
    { hook: 'resume-all', label: words('summary.resumeAll'), count: paused, act: () => engine.resume('all') },
    { hook: 'pause-all', label: words('summary.pauseAll'), count: pausable, act: () => engine.pause('all') },
    {
      hook: 'cancel-all',
      label: words('summary.cancelAll'),
      count: pausable + paused,
      act: () => engine.cancel('all'),
    },
    {
      hook: 'clear-done',
      label: words('summary.clearDone'),
      count: ready + skipped + cancelled,
      act: cleaning.clearDone,
    },
  ];
  return orders
    .filter(({ count }) => count > 0)
    .map(({ hook, label, act }) => (
      <Button key={hook} size="small" priority="secondary" dataHook={hook} onClick={act}>
        {label}
      </Button>
    ));
}
