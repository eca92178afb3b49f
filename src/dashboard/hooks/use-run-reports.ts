import { useEffect, useMemo } from 'react';
import { useEngine } from './engine-context.tsx';
import { createRunTracker, type RunEvent, type RunTracker } from './run-tracker.ts';

/** Tells what is worth telling about the queue: to a toast, to a screen reader. `report` must be stable. */
export function useRunReports(report: (event: RunEvent) => void): RunTracker {
  const engine = useEngine();
  const tracker = useMemo(() => createRunTracker(), []);
  useEffect(
    () =>
      engine.subscribeSummary(() => {
        for (const event of tracker.observe(engine.getSummary())) report(event);
      }),
    [engine, tracker, report],
  );
  return tracker;
}
