import { useEffect, useMemo, useState } from 'react';
import { inSlices, type UploadEngine } from '#upload-engine';
import { createBrowserClock } from '#upload-engine/browser';
import { useEngine } from './engine-context.tsx';
import { allSections, filterSteps, isPlain, keepSame, type ListFilter } from './list-filter.ts';
import type { ListSection } from './list-rows.ts';
import { useItemIds } from './use-queue.ts';

/** The least time between the ends of two looks at all files. Milliseconds. */
const LOOK_INTERVAL_MS = 250;

/** What the list shows, by folder. Narrowed lists are looked up in slices, and again when a status changes or files come and go. */
export function useListSections(filter: ListFilter): readonly ListSection[] {
  const engine = useEngine();
  const ids = useItemIds();
  const all = useMemo(() => (ids.length === 0 ? [] : allSections(engine)), [engine, ids]);
  const { group, search } = filter;
  const [found, setFound] = useState<readonly ListSection[]>();
  useEffect(() => {
    if (isPlain({ group, search })) return setFound(undefined);
    const show = (sections: readonly ListSection[]) => setFound((before) => keepSame(before ?? [], sections));
    return watchFilter(engine, { group, search }, show);
  }, [engine, group, search]);
  return isPlain(filter) ? all : (found ?? all);
}

/** @returns stop */
function watchFilter(
  engine: UploadEngine,
  filter: ListFilter,
  onFound: (sections: readonly ListSection[]) => void,
): () => void {
  const clock = createBrowserClock();
  const abort = new AbortController();
  let seen = -1;
  let isLooking = false;
  let isStale = false;

  const look = async () => {
    isLooking = true;
    isStale = false;
    seen = engine.getSummary().statusChanges;
    const sections = await inSlices(filterSteps(engine, filter), clock);
    if (abort.signal.aborted) return;
    onFound(sections);
    clock.setTimeout(() => {
      isLooking = false;
      if (isStale && !abort.signal.aborted) void look();
    }, LOOK_INTERVAL_MS);
  };
  const lookAgain = () => {
    isStale = true;
    if (!isLooking) void look();
  };
  const statusesMayHaveChanged = () => {
    if (filter.group !== 'all' && engine.getSummary().statusChanges !== seen) lookAgain();
  };
  void look();
  const stops = [engine.subscribeItemIds(lookAgain), engine.subscribeSummary(statusesMayHaveChanged)];
  return () => {
    abort.abort();
    for (const stop of stops) stop();
  };
}
