import { createContext, type PropsWithChildren, useContext } from 'react';
import type { LedgerSession, Planner, UploadEngine } from '#upload-engine';
import type { PageQueue } from './create-page-queue.ts';

const QueueContext = createContext<PageQueue | undefined>(undefined);

export function QueueProvider({ pageQueue, children }: PropsWithChildren<{ readonly pageQueue: PageQueue }>) {
  return <QueueContext.Provider value={pageQueue}>{children}</QueueContext.Provider>;
}

export function usePageQueue(): PageQueue {
  const queue = useContext(QueueContext);
  if (queue === undefined) throw new Error('The queue needs a QueueProvider above it');
  return queue;
}

export function useEngine(): UploadEngine {
  return usePageQueue().engine;
}

export function usePlanner(): Planner {
  return usePageQueue().planner;
}

export function useLedger(): LedgerSession {
  return usePageQueue().ledger;
}
