import type { Failure, Folder, FolderPage } from '#contracts';

/** What a list of folders shows. A failed load is a state of its own, never an empty list. */
export type FolderListing =
  | { readonly status: 'loading' }
  | {
      readonly status: 'loaded';
      readonly folders: readonly Folder[];
      readonly nextCursor?: string;
      readonly more: 'idle' | 'loading' | Failure;
    }
  | { readonly status: 'failed'; readonly failure: Failure };

export type FolderListingEvent =
  | { readonly type: 'asked' }
  | { readonly type: 'asked-for-more' }
  | { readonly type: 'answered'; readonly page: FolderPage }
  | { readonly type: 'refused'; readonly failure: Failure };

export function changeListing(listing: FolderListing, event: FolderListingEvent): FolderListing {
  switch (event.type) {
    case 'asked':
      return { status: 'loading' };
    case 'asked-for-more':
      return listing.status === 'loaded' ? { ...listing, more: 'loading' } : listing;
    case 'answered':
      return withPage(listing.status === 'loaded' ? listing.folders : [], event.page);
    case 'refused':
      return listing.status === 'loaded'
        ? { ...listing, more: event.failure }
        : { status: 'failed', failure: event.failure };
    default:
      return event satisfies never;
  }
}

/** A folder made while the pages were read may come twice. */
function withPage(known: readonly Folder[], page: FolderPage): FolderListing {
  const ids = new Set(known.map((folder) => folder.id));
  const folders = [...known, ...page.folders.filter((folder) => !ids.has(folder.id))];
  return {
    status: 'loaded',
    folders,
    more: 'idle',
    ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
  };
}
