import { type FailureCode, ROOT_FOLDER_ID } from '#contracts';
import { useFolderListing } from './hooks/use-folder-listing.ts';
import { BlockedState } from './states/blocked-state.tsx';
import { NoRightsState } from './states/no-rights-state.tsx';
import { UploadPage } from './upload-page.tsx';

const sessionCodes: ReadonlySet<FailureCode> = new Set(['TOKEN_MISSING', 'TOKEN_INVALID', 'TOKEN_FORBIDDEN']);

/**
 * Asks once, by listing the top folders, whether this person may use the site's media. The page does not wait for the
 * answer: most may, and whoever may not is told before the first file could be picked.
 */
export function MediaAccess() {
  const { listing, reload } = useFolderListing({ parentFolderId: ROOT_FOLDER_ID });
  const code = listing.status === 'failed' ? listing.failure.code : undefined;
  if (listing.status === 'failed' && code === 'MEDIA_PERMISSION_REQUIRED')
    return <NoRightsState onCheckAgain={reload} />;
  if (listing.status === 'failed' && code !== undefined && sessionCodes.has(code)) {
    return <BlockedState failure={listing.failure} />;
  }
  return <UploadPage />;
}
