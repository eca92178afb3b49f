import { useCallback, useSyncExternalStore } from 'react';
import { usePageQueue } from './engine-context.tsx';
import type { IntakeEntry } from './intake-account.ts';

/** What has to be said of picks and drops, oldest first. */
export function useIntakeEntries(): {
  readonly entries: readonly IntakeEntry[];
  dismiss(entries: readonly IntakeEntry[]): void;
} {
  const { account } = usePageQueue();
  const subscribe = useCallback((listener: () => void) => account.subscribe(listener), [account]);
  return { entries: useSyncExternalStore(subscribe, account.getEntries), dismiss: account.dismiss };
}
