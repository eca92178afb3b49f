import { useCallback } from 'react';
import type { Folder } from '#contracts';
import { listFolders, searchFolders } from '../../backend/folders.web.ts';
import { type ListingControl, usePagedListing } from './use-paged-listing.ts';

export type FolderQuery = { readonly parentFolderId: string } | { readonly search: string };
export type FolderListingControl = ListingControl<Folder>;

const idOf = ({ id }: Folder) => id;

/** The folders of one folder, or those that match a search. */
export function useFolderListing(query: FolderQuery): FolderListingControl {
  const parentFolderId = 'parentFolderId' in query ? query.parentFolderId : undefined;
  const search = 'search' in query ? query.search : '';
  const load = useCallback(
    async (cursor: string | undefined) => {
      const page = cursor === undefined ? {} : { cursor };
      const { folders, nextCursor } = await (parentFolderId === undefined
        ? searchFolders({ search, ...page })
        : listFolders({ parentFolderId, ...page }));
      return { entries: folders, nextCursor };
    },
    [parentFolderId, search],
  );
  return usePagedListing(load, idOf);
}
