import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { HistoryEntry, HistoryRequest, LedgerState } from '#contracts';
import { eraseHistory, exportHistory } from '../../backend/ledger.web.ts';
import { changeHistory, type HistoryListing } from './history-listing.ts';
import { toFailure } from './to-failure.ts';

export interface HistoryFilter {
  /** Empty: all. */
  readonly search: string;
  readonly state: LedgerState | undefined;
}

export interface HistoryControl {
  readonly listing: HistoryListing;
  /** Does nothing when there is no more, or while it is on its way. */
  loadMore(): void;
  /** Loads the list again from its start. */
  reload(): void;
  /** Everything that the filter lets through, also what is not in the list yet. @throws FailureError */
  loadAll(): Promise<readonly HistoryEntry[]>;
}

/** What was ever uploaded to this site, newest first, page by page. An answer to an older question is dropped. */
export function useHistory({ search, state }: HistoryFilter): HistoryControl {
  const [listing, dispatch] = useReducer(changeHistory, { status: 'loading' });
  const question = useRef(0);

  const ask = useCallback(
    async (cursor?: string) => {
      const asked = ++question.current;
      try {
        const page = await exportHistory(requestFor({ search, state }, cursor));
        if (asked === question.current) dispatch({ type: 'answered', page });
      } catch (error) {
        if (asked === question.current) dispatch({ type: 'refused', failure: toFailure(error) });
      }
    },
    [search, state],
  );
  const reload = useCallback(() => {
    dispatch({ type: 'asked' });
    void ask();
  }, [ask]);
  useEffect(() => {
    reload();
    return () => {
      question.current++;
    };
  }, [reload]);

  const cursor = listing.status === 'loaded' && listing.more !== 'loading' ? listing.nextCursor : undefined;
  const loadMore = useCallback(() => {
    if (cursor === undefined) return;
    dispatch({ type: 'asked-for-more' });
    void ask(cursor);
  }, [ask, cursor]);
  const loadAll = useCallback(() => loadEveryPage({ search, state }), [search, state]);
  return { listing, loadMore, reload, loadAll };
}

async function loadEveryPage(filter: HistoryFilter): Promise<readonly HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await exportHistory(requestFor(filter, cursor));
    entries.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return entries;
}

function requestFor({ search, state }: HistoryFilter, cursor: string | undefined): HistoryRequest {
  return {
    ...(search === '' ? {} : { search }),
    ...(state === undefined ? {} : { state }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** Forgets what was uploaded; the files themselves stay on the site. @returns how many entries @throws FailureError */
export async function eraseUploadHistory(what: 'finished' | 'everything'): Promise<number> {
  return (await eraseHistory({ what })).erased;
}
