import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { Session } from '#contracts';
import type { OpenBatchView, SelfContinued } from '#upload-engine';
import { useLedger, usePageQueue } from './engine-context.tsx';

/** The site's unfinished batches that wait for somebody, newest first. */
export function useOpenBatches(): readonly OpenBatchView[] {
  const ledger = useLedger();
  const subscribe = useCallback((listener: () => void) => ledger.subscribe(listener), [ledger]);
  return useSyncExternalStore(subscribe, ledger.getOpenBatches);
}

/** What went on by itself since the page was loaded, with files that the browser had kept. */
export function useGoingOn(): readonly SelfContinued[] {
  const ledger = useLedger();
  const subscribe = useCallback((listener: () => void) => ledger.subscribe(listener), [ledger]);
  return useSyncExternalStore(subscribe, ledger.getGoingOn);
}

/** For whom the page works; undefined as long as the server has not said. */
export function useSession(): Session | undefined {
  const { session } = usePageQueue();
  const [known, setKnown] = useState<Session>();
  useEffect(() => {
    let isWanted = true;
    session.then(
      (told) => isWanted && setKnown(told),
      // Then "somebody" is all that can be said.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [session]);
  return known;
}
