import type { Failure, TicketOutcome } from '#contracts';
import { toFailure } from '../failures.ts';
import type { TicketRequest, TicketSource } from '../ports.ts';
import type { FolderResolver } from './folder-resolver.ts';
import { DESTINATION_KEY, type FolderKey, folderKey, splitPath } from './folder-tree.ts';

/**
 * A source of tickets for files in folders: each folder is made before the first ticket for it is asked for, and tickets
 * name the folder by its id. A folder that cannot be had fails its own files only.
 */
export function createFolderedTickets(source: TicketSource, folders: FolderResolver): TicketSource {
  const ask = async (requests: readonly TicketRequest[], signal: AbortSignal): Promise<readonly TicketOutcome[]> => {
    const placed = await Promise.all(requests.map((request) => place(request, folders)));
    signal.throwIfAborted();
    const ready = placed.flatMap((one) => ('request' in one ? one.request : []));
    const outcomes = ready.length > 0 ? await source.requestTickets(ready, signal) : [];
    return [...outcomes, ...placed.flatMap((one) => ('failure' in one ? one : []))];
  };
  return {
    async requestTickets(requests, signal) {
      const outcomes = await ask(requests, signal);
      const gone = new Set(outcomes.flatMap((outcome) => (isFolderGone(outcome) ? outcome.uploadId : [])));
      const again = requests.filter((request) => gone.has(request.uploadId) && keyOf(request) !== DESTINATION_KEY);
      if (again.length === 0) return outcomes;
      // Somebody deleted a folder after it was found or made. The files are to arrive all the same, once more in one.
      for (const { destination, ...request } of again) {
        if (destination.kind === 'site-media') folders.forget(destination.folderId, keyOf(request));
      }
      const retried = new Set(again.map(({ uploadId }) => uploadId));
      return [...outcomes.filter(({ uploadId }) => !retried.has(uploadId)), ...(await ask(again, signal))];
    },
  };
}

type Placed = { readonly request: TicketRequest } | { readonly uploadId: string; readonly failure: Failure };

async function place(request: TicketRequest, folders: FolderResolver): Promise<Placed> {
  const { folderPath: _resolved, ...rest } = request;
  const { destination, uploadId } = request;
  if (destination.kind !== 'site-media') return { request: rest };
  try {
    const folderId = await folders.resolve(destination.folderId, keyOf(request));
    return { request: { ...rest, destination: { ...destination, folderId } } };
  } catch (error) {
    return { uploadId, failure: toFailure(error) };
  }
}

function keyOf({ folderPath }: Pick<TicketRequest, 'folderPath'>): FolderKey {
  return folderPath === undefined ? DESTINATION_KEY : folderKey(splitPath(`${folderPath}/`).folders);
}

function isFolderGone(outcome: TicketOutcome): boolean {
  return 'failure' in outcome && outcome.failure.code === 'FOLDER_NOT_FOUND';
}
