import { expect, test } from 'vitest';
import { changeListing, type ListingEvent, type PagedListing } from '../../../src/dashboard/hooks/paged-listing.ts';

interface Entry {
  readonly id: string;
}
const entry = (id: string): Entry => ({ id });
const change = (listing: PagedListing<Entry>, event: ListingEvent<Entry>) =>
  changeListing(listing, event, ({ id }) => id);
const loading: PagedListing<Entry> = { status: 'loading' };
const firstPage = change(loading, { type: 'answered', page: { entries: [entry('a')], nextCursor: 'next' } });

test('a failed load is a state, not an empty list', () => {
  const failure = { code: 'SERVER_UNAVAILABLE' } as const;
  expect(change(loading, { type: 'refused', failure })).toEqual({ status: 'failed', failure });
});

test('a further page is added, and an entry that comes twice is shown once', () => {
  const page = { entries: [entry('a'), entry('b')] };
  const listing = change(change(firstPage, { type: 'asked-for-more' }), { type: 'answered', page });
  expect(listing).toEqual({ status: 'loaded', entries: [entry('a'), entry('b')], more: 'idle' });
});

test('a further page that fails keeps what is there, and says so', () => {
  const failure = { code: 'RATE_LIMITED' } as const;
  const listing = change(firstPage, { type: 'refused', failure });
  expect(listing).toMatchObject({ status: 'loaded', entries: [entry('a')], nextCursor: 'next', more: failure });
});

test('asking again begins at the start', () => {
  expect(change(firstPage, { type: 'asked' })).toEqual(loading);
});
