import { useCallback, useSyncExternalStore } from 'react';
import type { QueueFolder, QueueFolderKey } from '#upload-engine';
import { useEngine } from './engine-context.tsx';

/** One folder's head. Only this head is rendered again when its numbers change. */
export function useFolder(key: QueueFolderKey): QueueFolder | undefined {
  const engine = useEngine();
  const subscribe = useCallback((listener: () => void) => engine.subscribeFolder(key, listener), [engine, key]);
  return useSyncExternalStore(subscribe, () => engine.getFolder(key));
}
