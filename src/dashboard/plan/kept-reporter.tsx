import { useEffect } from 'react';
import { usePageQueue } from '../hooks/engine-context.tsx';
import { useHost } from '../hooks/host-context.tsx';
import { useWords } from '../words/use-words.ts';

/** Tells of old files that lie beside the new ones although they were to be replaced. */
export function KeptReporter() {
  const words = useWords();
  const host = useHost();
  const pageQueue = usePageQueue();
  useEffect(
    () => pageQueue.onKept((count) => host.showToast({ type: 'warning', message: words('plan.kept', { count }) })),
    [pageQueue, host, words],
  );
  return null;
}
