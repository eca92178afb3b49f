import { useCallback, useMemo } from 'react';
import type { HistoryEntry, HistoryRequest, HistoryState } from '#contracts';
import { eraseHistory, exportHistory } from '../../backend/ledger.web.ts';
import { historySearch } from '../history/history-search.ts';
import { useWords } from '../words/use-words.ts';
import { type ListingControl, usePagedListing } from './use-paged-listing.ts';

export interface HistoryFilter {
  /** As it was typed. Empty: all. */
  readonly search: string;
  readonly state: HistoryState | undefined;
}

export interface HistoryControl extends ListingControl<HistoryEntry> {
  /** Everything that the filter lets through, also what is not in the list yet. @throws FailureError */
  loadAll(): Promise<readonly HistoryEntry[]>;
}

const idOf = ({ uploadId }: HistoryEntry) => uploadId;

/** What was ever uploaded to this site, newest first. */
export function useHistory({ search, state }: HistoryFilter): HistoryControl {
  const words = useWords();
  const request = useMemo(
    () => ({ ...historySearch(words, search), ...(state === undefined ? {} : { state }) }),
    [words, search, state],
  );
  const load = useCallback((cursor: string | undefined) => exportHistory(pageOf(request, cursor)), [request]);
  const control = usePagedListing(load, idOf);
  const loadAll = useCallback(() => loadEveryPage(request), [request]);
  return { ...control, loadAll };
}

async function loadEveryPage(request: HistoryRequest): Promise<readonly HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await exportHistory(pageOf(request, cursor));
    entries.push(...page.entries);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return entries;
}

function pageOf(request: HistoryRequest, cursor: string | undefined): HistoryRequest {
  return { ...request, ...(cursor === undefined ? {} : { cursor }) };
}

/** Forgets what was uploaded; the files themselves stay on the site. @returns how many entries @throws FailureError */
export async function eraseUploadHistory(what: 'finished' | 'everything'): Promise<number> {
  return (await eraseHistory({ what })).erased;
}
