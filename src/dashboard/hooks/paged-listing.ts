import type { Failure } from '#contracts';

/** What a list shows that comes page by page. A failed load is a state of its own, never an empty list. */
export type PagedListing<Entry> =
  | { readonly status: 'loading' }
  | {
      readonly status: 'loaded';
      readonly entries: readonly Entry[];
      readonly nextCursor?: string;
      readonly more: 'idle' | 'loading' | Failure;
    }
  | { readonly status: 'failed'; readonly failure: Failure };

/** `nextCursor` is absent on the last page. */
export interface ListingPage<Entry> {
  readonly entries: readonly Entry[];
  readonly nextCursor?: string | undefined;
}

export type ListingEvent<Entry> =
  | { readonly type: 'asked' }
  | { readonly type: 'asked-for-more' }
  | { readonly type: 'answered'; readonly page: ListingPage<Entry> }
  | { readonly type: 'refused'; readonly failure: Failure };

/** @param keyOf the same for the same entry */
export function changeListing<Entry>(
  listing: PagedListing<Entry>,
  event: ListingEvent<Entry>,
  keyOf: (entry: Entry) => string,
): PagedListing<Entry> {
  switch (event.type) {
    case 'asked':
      return { status: 'loading' };
    case 'asked-for-more':
      return listing.status === 'loaded' ? { ...listing, more: 'loading' } : listing;
    case 'answered':
      return withPage(listing.status === 'loaded' ? listing.entries : [], event.page, keyOf);
    case 'refused':
      return listing.status === 'loaded'
        ? { ...listing, more: event.failure }
        : { status: 'failed', failure: event.failure };
    default:
      return event satisfies never;
  }
}

/** What came into being while the pages were read may come twice. */
function withPage<Entry>(
  known: readonly Entry[],
  { entries, nextCursor }: ListingPage<Entry>,
  keyOf: (entry: Entry) => string,
): PagedListing<Entry> {
  const keys = new Set(known.map(keyOf));
  return {
    status: 'loaded',
    entries: [...known, ...entries.filter((entry) => !keys.has(keyOf(entry)))],
    more: 'idle',
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}
