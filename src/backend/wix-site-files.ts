import { auth } from '@wix/essentials';
import { files } from '@wix/media';
import { type MediaFile, toMediaFile } from '#contracts';
import { callWix } from './call-wix.ts';
import type { FileSearch, TicketFiles } from './ledger-arrivals.ts';
import { type FileQuestion, readFileStates } from './wix-file-states.ts';

const searchFiles = auth.elevate(files.searchFiles);
const bulkDeleteFiles = auth.elevate(files.bulkDeleteFiles);

/** files.searchFiles: paging.limit. A name that more files share than this is no name to go by. */
const SEARCH_LIMIT = 100;

/** Files of that name and size that came into the folder since then. Wix's search may be a little behind. */
async function findFiles(
  { fileName, sizeInBytes, folderId, notBefore }: FileSearch,
  purpose: FileQuestion,
): Promise<readonly MediaFile[]> {
  const answer = await callWix(purpose, () =>
    searchFiles({ search: fileName, rootFolder: 'MEDIA_ROOT', paging: { limit: SEARCH_LIMIT } }),
  );
  return (answer.files ?? []).flatMap((descriptor) => {
    const file = toMediaFile(descriptor);
    const isIt =
      file?.displayName === fileName &&
      file.sizeInBytes === sizeInBytes &&
      file.parentFolderId === folderId &&
      new Date(descriptor._createdDate ?? 0) >= notBefore;
    return isIt ? file : [];
  });
}

/** The current site's files, as the ledger reads, finds and deletes them. */
export function wixSiteFiles(purpose: FileQuestion): TicketFiles {
  return {
    read: (fileIds) => readFileStates(fileIds, purpose),
    find: (search) => findFiles(search, purpose),
    async delete(fileIds) {
      await callWix(purpose, () => bulkDeleteFiles([...fileIds], { permanent: true }));
    },
  };
}
