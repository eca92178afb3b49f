import type { EnsuredFolder, Failure } from '#contracts';
import { type Clock, FailureError } from '../ports.ts';
import { DESTINATION_KEY, type FolderKey, folderKey, folderNames, isPossibleFolder } from './folder-tree.ts';

/** Makes folders that are not there. Rejects with a `FailureError` when the whole call failed. */
export interface FolderMaker {
  ensureFolders(parentFolderId: string, paths: readonly (readonly string[])[]): Promise<readonly EnsuredFolder[]>;
}

/** Knows the ids of the folders that files go to, and has them made before the first file needs them. */
export interface FolderResolver {
  /** What a look at the target found. */
  learn(parentFolderId: string, folderIds: ReadonlyMap<FolderKey, string>): void;
  /**
   * The folder's id; the folder is made when it is not there. Askers share calls, and only one call is under way.
   * @throws FailureError why this folder cannot be had; asking again tries again
   */
  resolve(parentFolderId: string, key: FolderKey): Promise<string>;
  /** Somebody deleted the folder: the next asker has it and what was inside of it made again. */
  forget(parentFolderId: string, key: FolderKey): void;
}

/** Paths in one call: with the minute's calls used up, the answer must still come before anybody gives up waiting. */
const PATHS_PER_CALL = 50;
/** How long a question waits for company. Milliseconds. */
const GATHER_MS = 10;

interface Asked {
  readonly promise: Promise<string>;
  readonly resolve: (folderId: string) => void;
  readonly reject: (error: unknown) => void;
}

interface Destination {
  readonly folderId: string;
  readonly known: Map<FolderKey, string>;
  readonly asked: Map<FolderKey, Asked>;
  isWorking: boolean;
}

export function createFolderResolver(maker: FolderMaker, clock: Pick<Clock, 'setTimeout'>): FolderResolver {
  const destinations = new Map<string, Destination>();
  const destinationOf = (folderId: string): Destination => {
    const known = destinations.get(folderId);
    if (known) return known;
    const destination: Destination = { folderId, known: new Map(), asked: new Map(), isWorking: false };
    destinations.set(folderId, destination);
    return destination;
  };

  const work = async (destination: Destination) => {
    while (destination.asked.size > 0) {
      const keys = [...destination.asked.keys()].slice(0, PATHS_PER_CALL);
      await settle(maker, destination, keys);
    }
    destination.isWorking = false;
  };

  return {
    learn(parentFolderId, folderIds) {
      const { known } = destinationOf(parentFolderId);
      for (const [key, id] of folderIds) if (key !== DESTINATION_KEY) known.set(key, id);
    },
    async resolve(parentFolderId, key) {
      if (key === DESTINATION_KEY) return parentFolderId;
      if (!isPossibleFolder(key)) throw new FailureError({ code: 'PATH_TOO_LONG' });
      const destination = destinationOf(parentFolderId);
      const known = destination.known.get(key);
      if (known !== undefined) return known;
      const asked = destination.asked.get(key) ?? newQuestion();
      destination.asked.set(key, asked);
      if (!destination.isWorking) {
        destination.isWorking = true;
        clock.setTimeout(() => void work(destination), GATHER_MS);
      }
      return asked.promise;
    },
    forget(parentFolderId, key) {
      const { known } = destinationOf(parentFolderId);
      for (const other of [...known.keys()]) if (other === key || other.startsWith(`${key}/`)) known.delete(other);
    },
  };
}

/** Answers one call's worth of questions; each is answered, whatever comes back. */
async function settle(maker: FolderMaker, destination: Destination, keys: readonly FolderKey[]): Promise<void> {
  const answers = new Map<FolderKey, EnsuredFolder>();
  let failure: unknown = unanswered;
  try {
    const folders = await maker.ensureFolders(destination.folderId, keys.map(folderNames));
    for (const folder of folders) answers.set(folderKey(folder.path), folder);
  } catch (error) {
    failure = error;
  }
  for (const key of keys) {
    const asked = destination.asked.get(key);
    destination.asked.delete(key);
    const answer = answers.get(key);
    if (!answer) asked?.reject(failure);
    else if ('failure' in answer) asked?.reject(new FailureError(answer.failure));
    else {
      destination.known.set(key, answer.folderId);
      asked?.resolve(answer.folderId);
    }
  }
}

const unansweredFailure: Failure = { code: 'INTERNAL', message: 'The server left this folder out.' };
const unanswered = new FailureError(unansweredFailure);

function newQuestion(): Asked {
  let resolve: Asked['resolve'] = () => {};
  let reject: Asked['reject'] = () => {};
  const promise = new Promise<string>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  return { promise, resolve, reject };
}
