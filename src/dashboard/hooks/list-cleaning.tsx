import { createContext, type PropsWithChildren, useContext, useMemo } from 'react';
import type { ItemId } from '#upload-engine';
import { useEngine } from './engine-context.tsx';
import type { RunTracker } from './run-tracker.ts';

/** Takes files out of the list; the run that is going on still counts them, and the history keeps them. */
export interface ListCleaning {
  /** Ready, skipped and cancelled ones. */
  clearDone(): void;
  /** Of these files those that failed: for good, also after a reload. */
  remove(ids: readonly ItemId[]): void;
}

const CleaningContext = createContext<ListCleaning | undefined>(undefined);

interface ListCleaningProviderProps {
  readonly tracker: { readonly current: RunTracker | undefined };
}

export function ListCleaningProvider({ tracker, children }: PropsWithChildren<ListCleaningProviderProps>) {
  const engine = useEngine();
  const cleaning = useMemo(() => {
    const clean = (takeOut: () => void) => {
      tracker.current?.observe(engine.getSummary());
      takeOut();
      tracker.current?.rebase(engine.getSummary());
    };
    return {
      clearDone: () => clean(() => engine.clearFinished()),
      remove: (ids: readonly ItemId[]) => clean(() => engine.remove(ids)),
    };
  }, [engine, tracker]);
  return <CleaningContext.Provider value={cleaning}>{children}</CleaningContext.Provider>;
}

export function useListCleaning(): ListCleaning {
  const cleaning = useContext(CleaningContext);
  if (cleaning === undefined) throw new Error('The list needs a ListCleaningProvider above it');
  return cleaning;
}
