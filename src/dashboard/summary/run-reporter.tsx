import { LiveRegion, type LiveRegionRefType } from '@wix/design-system';
import { useCallback, useEffect, useRef } from 'react';
import { useHost } from '../hooks/host-context.tsx';
import type { RunEvent, RunTracker } from '../hooks/run-tracker.ts';
import { useRunReports } from '../hooks/use-run-reports.ts';
import { useWords } from '../words/use-words.ts';
import { batchToast, describeRunEvent } from './describe-run-event.ts';

/** Failures often come in dozens: they are told together. Milliseconds. */
const FAILURES_TOGETHER_MS = 3_000;

/** Speaks to screen readers at the start, at each quarter, on failures and at the end; one toast of the dashboard's at the end. */
export function RunReporter({ trackerRef }: { readonly trackerRef: { current: RunTracker | undefined } }) {
  const words = useWords();
  const host = useHost();
  const region = useRef<LiveRegionRefType>(null);
  const failures = useRef({ count: 0, timer: undefined as ReturnType<typeof setTimeout> | undefined });

  const report = useCallback(
    (event: RunEvent) => {
      const say = (told: RunEvent) => region.current?.broadcast({ message: describeRunEvent(words, told) });
      const pending = failures.current;
      if (event.type === 'failed') {
        pending.count += event.count;
        pending.timer ??= setTimeout(() => {
          say({ type: 'failed', count: pending.count });
          failures.current = { count: 0, timer: undefined };
        }, FAILURES_TOGETHER_MS);
        return;
      }
      if (event.type === 'ended') {
        clearTimeout(pending.timer);
        failures.current = { count: 0, timer: undefined };
        const toast = batchToast(words, event);
        if (toast !== undefined) host.showToast(toast);
      }
      say(event);
    },
    [words, host],
  );
  useEffect(() => () => clearTimeout(failures.current.timer), []);
  const tracker = useRunReports(report);
  useEffect(() => {
    trackerRef.current = tracker;
  }, [tracker, trackerRef]);
  return <LiveRegion ref={region} dataHook="announcements" />;
}
