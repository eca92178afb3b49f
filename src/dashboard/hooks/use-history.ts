import { useCallback } from 'react';
import type { HistoryEntry, HistoryRequest, LedgerState } from '#contracts';
import { eraseHistory, exportHistory } from '../../backend/ledger.web.ts';
import { type ListingControl, usePagedListing } from './use-paged-listing.ts';

export interface HistoryFilter {
  /** Empty: all. */
  readonly search: string;
  readonly state: LedgerState | undefined;
}

export interface HistoryControl extends ListingControl<HistoryEntry> {
  /** Everything that the filter lets through, also what is not in the list yet. @throws FailureError */
  loadAll(): Promise<readonly HistoryEntry[]>;
}

const idOf = ({ uploadId }: HistoryEntry) => uploadId;

/** What was ever uploaded to this site, newest first. */
export function useHistory({ search, state }: HistoryFilter): HistoryControl {
  const load = useCallback(
    (cursor: string | undefined) => exportHistory(requestFor({ search, state }, cursor)),
    [search, state],
  );
  const control = usePagedListing(load, idOf);
  const loadAll = useCallback(() => loadEveryPage({ search, state }), [search, state]);
  return { ...control, loadAll };
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
