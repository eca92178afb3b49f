import { useCallback, useSyncExternalStore } from 'react';
import type { Failure } from '#contracts';
import type { ItemId, PlannedBatch, Planner, PlanState } from '#upload-engine';
import { usePlanner } from './engine-context.tsx';

/** Batches that are looked at or wait for answers, in the order added. */
export function usePlannedBatches(): { readonly planner: Planner; readonly batches: readonly PlannedBatch[] } {
  const planner = usePlanner();
  const subscribe = useCallback((listener: () => void) => planner.subscribe(listener), [planner]);
  return { planner, batches: useSyncExternalStore(subscribe, planner.getBatches) };
}

/** Whether a batch waits for somebody's answer. */
export function useIsAsking(): boolean {
  const planner = usePlanner();
  const subscribe = useCallback((listener: () => void) => planner.subscribe(listener), [planner]);
  return useSyncExternalStore(subscribe, () =>
    planner.getBatches().some(({ session }) => session.getState().step === 'asking'),
  );
}

/** Why a plan that waits for answers will not have this file sent. */
export function useForeseenRefusal(id: ItemId): Failure | undefined {
  const planner = usePlanner();
  const subscribe = useCallback((listener: () => void) => planner.subscribe(listener), [planner]);
  return useSyncExternalStore(subscribe, () => planner.refusalOf(id));
}

export function usePlanState({ session }: PlannedBatch): PlanState {
  const subscribe = useCallback((listener: () => void) => session.subscribe(listener), [session]);
  return useSyncExternalStore(subscribe, session.getState);
}
