import { useEffect, useState } from 'react';
import type { UploadEngine } from '#upload-engine';
import { useEngine } from './engine-context.tsx';

/** Looking at every item costs a millisecond for ten thousand: often enough to feel live, too rarely to be felt. */
const SCAN_INTERVAL_MS = 250;

/**
 * A value that needs a look at every item, at most four times a second and only when something has changed.
 * @param scan must be stable; it may answer with what it answered before, so that nobody is rendered for nothing
 */
export function useQueueScan<Value>(scan: (engine: UploadEngine, before?: Value) => Value): Value {
  const engine = useEngine();
  const [value, setValue] = useState(() => scan(engine));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      setValue((before) => scan(engine, before));
    };
    const later = () => {
      timer ??= setTimeout(look, SCAN_INTERVAL_MS);
    };
    look();
    const stops = [engine.subscribeSummary(later), engine.subscribeItemIds(later)];
    return () => {
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [engine, scan]);
  return value;
}
