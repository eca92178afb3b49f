import { useCallback, useEffect, useReducer, useRef } from 'react';
import { listFolders, searchFolders } from '../../backend/folders.web.ts';
import { changeListing, type FolderListing } from './folder-listing.ts';
import { toFailure } from './to-failure.ts';

export type FolderQuery = { readonly parentFolderId: string } | { readonly search: string };

export interface FolderListingControl {
  readonly listing: FolderListing;
  loadMore(): void;
  /** Loads the list again from its start. */
  reload(): void;
}

/** The folders of one folder, or those that match a search, page by page. An answer to an older question is dropped. */
export function useFolderListing(query: FolderQuery): FolderListingControl {
  const [listing, dispatch] = useReducer(changeListing, { status: 'loading' });
  const question = useRef(0);
  const parentFolderId = 'parentFolderId' in query ? query.parentFolderId : undefined;
  const search = 'search' in query ? query.search : undefined;

  const ask = useCallback(
    async (cursor?: string) => {
      const asked = ++question.current;
      try {
        const page = await askServer({ parentFolderId, search }, cursor);
        if (asked === question.current) dispatch({ type: 'answered', page });
      } catch (error) {
        if (asked === question.current) dispatch({ type: 'refused', failure: toFailure(error) });
      }
    },
    [parentFolderId, search],
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

  const nextCursor = listing.status === 'loaded' ? listing.nextCursor : undefined;
  const loadMore = useCallback(() => {
    if (nextCursor === undefined) return;
    dispatch({ type: 'asked-for-more' });
    void ask(nextCursor);
  }, [ask, nextCursor]);

  return { listing, loadMore, reload };
}

function askServer(
  query: { readonly parentFolderId: string | undefined; readonly search: string | undefined },
  cursor: string | undefined,
) {
  const page = cursor === undefined ? {} : { cursor };
  return query.parentFolderId === undefined
    ? searchFolders({ search: query.search ?? '', ...page })
    : listFolders({ parentFolderId: query.parentFolderId, ...page });
}
