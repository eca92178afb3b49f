import { useCallback, useSyncExternalStore } from 'react';
import type { ItemId, QueueSummary, UploadItem } from '#upload-engine';
import { useEngine } from './engine-context.tsx';

/** One row's file. Only this row is rendered again when it changes. */
export function useItem(id: ItemId): UploadItem | undefined {
  const engine = useEngine();
  const subscribe = useCallback((listener: () => void) => engine.subscribeItem(id, listener), [engine, id]);
  return useSyncExternalStore(subscribe, () => engine.getItem(id));
}

export function useItemIds(): readonly ItemId[] {
  const engine = useEngine();
  const subscribe = useCallback((listener: () => void) => engine.subscribeItemIds(listener), [engine]);
  return useSyncExternalStore(subscribe, () => engine.getItemIds());
}

export function useSummary(): QueueSummary {
  const engine = useEngine();
  const subscribe = useCallback((listener: () => void) => engine.subscribeSummary(listener), [engine]);
  return useSyncExternalStore(subscribe, () => engine.getSummary());
}
