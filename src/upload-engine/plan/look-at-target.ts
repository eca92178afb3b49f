import {
  type ExistingFile,
  type ExistingFilesPage,
  type Failure,
  FOLDER_PATHS_PER_CALL,
  type FoundFolders,
  isTransient,
} from '#contracts';
import { type Clock, FailureError } from '../ports.ts';
import { defaultRetryPolicy, delayFor } from '../retry-policy.ts';
import { DESTINATION_KEY, type FolderKey, folderKey, folderNames } from './folder-tree.ts';
import type { ExistingTarget } from './plan.ts';
import { wait } from './wait.ts';

/** Looks into the site's folders. Rejects with a `FailureError`. */
export interface TargetReader {
  /** Which of the paths below the folder are there, up to `FOLDER_PATHS_PER_CALL` a call, with the folders above them. */
  lookUpFolders(
    parentFolderId: string,
    paths: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<FoundFolders['folders']>;
  listFiles(folderId: string, cursor: string | undefined, signal: AbortSignal): Promise<ExistingFilesPage>;
}

export interface LookProgress {
  readonly filesSeen: number;
  /** What keeps it from going on just now; it is tried again. */
  readonly failure?: Failure;
}

export interface Look {
  /** What was seen so far; `complete` only at the end. */
  seen(): ExistingTarget;
  /**
   * Resolves when everything was seen. Waits for what passes by itself, as long as it takes.
   * Rejects with a lasting `FailureError`, or with the signal's reason.
   */
  readonly finished: Promise<void>;
}

export interface LookOptions {
  readonly target: TargetReader;
  readonly folderId: string;
  /** Folders that files go to. */
  readonly folders: ReadonlySet<FolderKey>;
  /** Folders of which only is to be known whether they are there. */
  readonly emptyFolders?: ReadonlySet<FolderKey>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LookProgress) => void;
}

/** Folders listed at once: this hides the way to Wix and back; how many calls a minute there are is decided elsewhere. */
const FOLDERS_AT_ONCE = 4;

/** Finds out which folders of a tree are there and what lies in those that files go to: one call for each 100 files there. */
export function lookAtTarget(options: LookOptions): Look {
  const { target, folderId, folders, emptyFolders = [], signal, onProgress } = options;
  const folderIds = new Map<FolderKey, string>([[DESTINATION_KEY, folderId]]);
  const files = new Map<FolderKey, ExistingFile[]>();
  let filesSeen = 0;
  let complete = false;

  const noteFailure = (failure: Failure) => onProgress({ filesSeen, failure });
  const lookUp = async () => {
    const wanted = new Set([...folders, ...emptyFolders]);
    const below = [...wanted].filter((key) => key !== DESTINATION_KEY).sort();
    for (let from = 0; from < below.length; from += FOLDER_PATHS_PER_CALL) {
      const paths = below.slice(from, from + FOLDER_PATHS_PER_CALL).map(folderNames);
      const found = await persist(options, noteFailure, () => target.lookUpFolders(folderId, paths, signal));
      for (const folder of found) folderIds.set(folderKey(folder.path), folder.folderId);
    }
  };
  const list = async (key: FolderKey, id: string) => {
    const there: ExistingFile[] = [];
    files.set(key, there);
    let cursor: string | undefined;
    do {
      const asked = cursor;
      const page = await persist(options, noteFailure, () => target.listFiles(id, asked, signal));
      there.push(...page.files);
      filesSeen += page.files.length;
      onProgress({ filesSeen });
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  };
  const run = async () => {
    await lookUp();
    const waiting = folders.values();
    const lane = async () => {
      for (const key of waiting) {
        const id = folderIds.get(key);
        if (id !== undefined) await list(key, id);
      }
    };
    await Promise.all(Array.from({ length: FOLDERS_AT_ONCE }, lane));
    complete = true;
  };
  return { seen: () => ({ folderIds, files, complete }), finished: run() };
}

/** Tries until it works: an outage or a used-up quota is no reason to send files twice. */
async function persist<Result>(
  { clock, signal }: LookOptions,
  onFailure: (failure: Failure) => void,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await unlessAborted(attempt(), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof FailureError) || !isTransient(error.failure)) throw error;
      onFailure(error.failure);
      await wait(clock, delayFor(defaultRetryPolicy, error.failure, tries, Math.random()), signal);
    }
  }
}

/** A call that nobody waits for any more may hang: who gave up goes on without its answer. */
function unlessAborted<Result>(call: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    call.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
