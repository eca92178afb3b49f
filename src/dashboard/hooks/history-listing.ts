import type { Failure, HistoryEntry, HistoryPage } from '#contracts';

/** What the history shows. A failed load is a state of its own, never an empty list. */
export type HistoryListing =
  | { readonly status: 'loading' }
  | {
      readonly status: 'loaded';
      readonly entries: readonly HistoryEntry[];
      readonly nextCursor?: string;
      readonly more: 'idle' | 'loading' | Failure;
    }
  | { readonly status: 'failed'; readonly failure: Failure };

export type HistoryEvent =
  | { readonly type: 'asked' }
  | { readonly type: 'asked-for-more' }
  | { readonly type: 'answered'; readonly page: HistoryPage }
  | { readonly type: 'refused'; readonly failure: Failure };

export function changeHistory(listing: HistoryListing, event: HistoryEvent): HistoryListing {
  switch (event.type) {
    case 'asked':
      return { status: 'loading' };
    case 'asked-for-more':
      return listing.status === 'loaded' ? { ...listing, more: 'loading' } : listing;
    case 'answered':
      return withPage(listing.status === 'loaded' ? listing.entries : [], event.page);
    case 'refused':
      return listing.status === 'loaded'
        ? { ...listing, more: event.failure }
        : { status: 'failed', failure: event.failure };
    default:
      return event satisfies never;
  }
}

function withPage(known: readonly HistoryEntry[], { entries, nextCursor }: HistoryPage): HistoryListing {
  return {
    status: 'loaded',
    entries: [...known, ...entries],
    more: 'idle',
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}
