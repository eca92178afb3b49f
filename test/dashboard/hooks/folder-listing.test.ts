import { expect, test } from 'vitest';
import type { Folder } from '../../../src/contracts/index.ts';
import { changeListing, type FolderListing } from '../../../src/dashboard/hooks/folder-listing.ts';

const folder = (id: string): Folder => ({ id, displayName: id.toUpperCase() });
const loading: FolderListing = { status: 'loading' };
const firstPage = changeListing(loading, { type: 'answered', page: { folders: [folder('a')], nextCursor: 'next' } });

test('a failed load is a state, not an empty list', () => {
  const failure = { code: 'SERVER_UNAVAILABLE' } as const;
  expect(changeListing(loading, { type: 'refused', failure })).toEqual({ status: 'failed', failure });
});

test('a further page is added, and a folder that comes twice is shown once', () => {
  const page = { folders: [folder('a'), folder('b')] };
  const listing = changeListing(changeListing(firstPage, { type: 'asked-for-more' }), { type: 'answered', page });
  expect(listing).toEqual({ status: 'loaded', folders: [folder('a'), folder('b')], more: 'idle' });
});

test('a further page that fails keeps what is there, and says so', () => {
  const failure = { code: 'RATE_LIMITED' } as const;
  const listing = changeListing(firstPage, { type: 'refused', failure });
  expect(listing).toMatchObject({ status: 'loaded', folders: [folder('a')], nextCursor: 'next', more: failure });
});

test('asking again begins at the start', () => {
  expect(changeListing(firstPage, { type: 'asked' })).toEqual(loading);
});
