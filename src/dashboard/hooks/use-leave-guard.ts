import { useEffect } from 'react';
import { useEngine } from './engine-context.tsx';
import { useHost } from './host-context.tsx';

/**
 * Leaving the page needs a second thought while bytes move, and while files wait for a plan: those are in no ledger yet. The
 * dashboard asks for it.
 */
export function useLeaveGuard(): void {
  const host = useHost();
  const engine = useEngine();
  useEffect(
    () =>
      host.guardLeaving(() => {
        const { isBusy, held } = engine.getSummary();
        return isBusy || held > 0;
      }),
    [host, engine],
  );
}
