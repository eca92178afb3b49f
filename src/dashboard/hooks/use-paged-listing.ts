import { useCallback, useEffect, useReducer, useRef } from 'react';
import { changeListing, type ListingEvent, type ListingPage, type PagedListing } from './paged-listing.ts';
import { toFailure } from './to-failure.ts';

export interface ListingControl<Entry> {
  readonly listing: PagedListing<Entry>;
  /** Does nothing when there is no more, or while an answer is on its way. */
  loadMore(): void;
  /** Loads the list again from its start. */
  reload(): void;
}

/**
 * A list that comes page by page. An answer to an older question is dropped.
 * @param load stable: another one is another question, and begins at the start. Its first page is asked for without a cursor
 * @param keyOf stable, and the same for the same entry
 */
export function usePagedListing<Entry>(
  load: (cursor: string | undefined) => Promise<ListingPage<Entry>>,
  keyOf: (entry: Entry) => string,
): ListingControl<Entry> {
  const change = useCallback(
    (listing: PagedListing<Entry>, event: ListingEvent<Entry>) => changeListing(listing, event, keyOf),
    [keyOf],
  );
  const [listing, dispatch] = useReducer(change, { status: 'loading' });
  const question = useRef(0);
  const isAsking = useRef(false);

  const ask = useCallback(
    async (cursor?: string) => {
      const asked = ++question.current;
      isAsking.current = true;
      const event = await load(cursor).then(
        (page): ListingEvent<Entry> => ({ type: 'answered', page }),
        (error: unknown): ListingEvent<Entry> => ({ type: 'refused', failure: toFailure(error) }),
      );
      if (asked !== question.current) return;
      isAsking.current = false;
      dispatch(event);
    },
    [load],
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
    if (nextCursor === undefined || isAsking.current) return;
    dispatch({ type: 'asked-for-more' });
    void ask(nextCursor);
  }, [ask, nextCursor]);
  return { listing, loadMore, reload };
}
