import {
  type ExistingFile,
  type ExistingFilesPage,
  type Failure,
  FOLDER_PATHS_PER_CALL,
  type FoundFolders,
  isTransient,
  type SentFile,
  type SentFilesRequest,
} from '#contracts';
import { type Clock, FailureError } from '../ports.ts';
import { defaultRetryPolicy, delayFor } from '../retry-policy.ts';
import { DESTINATION_KEY, type FolderKey, folderKey, folderNames } from './folder-tree.ts';
import type { ExistingTarget } from './plan.ts';
import { areAllThere, type FolderQuestion, sentFilesQuestions, type WantedFiles } from './sent-before.ts';
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
  /** Of files with these names in these folders those that were sent from here and are there still; others may be there as well. */
  findSentFiles(folders: SentFilesRequest['folders'], signal: AbortSignal): Promise<readonly SentFile[]>;
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
  /** What goes into some of the folders; asked once it is known which of them are there. */
  readonly wantedIn: (folders: ReadonlySet<FolderKey>) => Promise<WantedFiles>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: LookProgress) => void;
}

/** Calls at once: this hides the way to Wix and back; how many calls a minute there are is decided elsewhere. */
const CALLS_AT_ONCE = 4;

/**
 * Finds out which folders of a tree are there and what lies in those that files go to: one call for each 100 files there.
 * Folders that get a few files each are not listed where all of these were sent before and are there still: of what lies
 * in them only that is told.
 */
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
  const noteSent = async (wanted: WantedFiles, question: readonly FolderQuestion[]) => {
    const asked = question.map(({ folderId, names }) => ({ folderId, names: [...names] }));
    const found = await persist(options, noteFailure, () => target.findSentFiles(asked, signal));
    const there = new Map(question.map(({ folderId }): [string, SentFile[]] => [folderId, []]));
    for (const file of found) there.get(file.folderId)?.push(file);
    for (const { key, folderId } of question) {
      const sent = there.get(folderId) ?? [];
      if (!areAllThere(wanted.get(key) ?? [], sent)) continue;
      files.set(key, sent);
      filesSeen += sent.length;
    }
    onProgress({ filesSeen });
  };
  const run = async () => {
    await lookUp();
    const there = new Set([...folders].filter((key) => folderIds.has(key)));
    if (there.size > 1) {
      const wanted = await options.wantedIn(there);
      await inLanes(sentFilesQuestions(wanted, folderIds), (question) => noteSent(wanted, question));
    }
    await inLanes(there, async (key) => {
      const id = folderIds.get(key);
      if (id !== undefined && !files.has(key)) await list(key, id);
    });
    complete = true;
  };
  return { seen: () => ({ folderIds, files, complete }), finished: run() };
}

async function inLanes<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const lane = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, lane));
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
