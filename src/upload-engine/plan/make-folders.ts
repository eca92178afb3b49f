import { type Failure, isTransient } from '#contracts';
import { toFailure } from '../failures.ts';
import type { Clock } from '../ports.ts';
import { defaultRetryPolicy, delayFor } from '../retry-policy.ts';
import type { FolderResolver } from './folder-resolver.ts';
import { type FolderKey, withParents } from './folder-tree.ts';
import { isToSend, type Plan } from './plan.ts';
import { wait } from './wait.ts';

export interface MakeFoldersOptions {
  readonly folders: FolderResolver;
  readonly clock: Pick<Clock, 'setTimeout'>;
  /** Ends the tries that are still to come. */
  readonly signal: AbortSignal;
  /** Called for a folder without files that cannot be had: nothing else tells of it. */
  readonly onRefused: (folder: FolderKey, failure: Failure) => void;
}

/** Begins to make the folders of a plan, in the order of the tree. A file whose folder cannot be had says so itself, and asks again. */
export function makeFolders(options: MakeFoldersOptions, folderId: string, plan: Plan): void {
  const { folders } = options;
  folders.learn(folderId, plan.existing.folderIds);
  const withFiles = new Set(withParents(plan.files.filter(isToSend).map(({ folder }) => folder)));
  const empty = plan.foldersToMake.filter((key) => !withFiles.has(key));
  for (const key of plan.foldersToMake) if (withFiles.has(key)) folders.resolve(folderId, key).catch(() => undefined);
  makeEmpty(options, folderId, empty).catch(() => undefined);
}

/** Nobody else asks again for folders that no file goes to. They wait together, so that they share calls again. */
async function makeEmpty(
  { folders, clock, signal, onRefused }: MakeFoldersOptions,
  folderId: string,
  keys: readonly FolderKey[],
): Promise<void> {
  let left = keys;
  for (let tries = 1; left.length > 0; tries += 1) {
    const results = await Promise.allSettled(left.map((key) => folders.resolve(folderId, key)));
    const failures = results.map((result) => (result.status === 'rejected' ? toFailure(result.reason) : undefined));
    for (const [place, folder] of left.entries()) {
      const failure = failures[place];
      if (failure && !isTransient(failure)) onRefused(folder, failure);
    }
    left = left.filter((_, place) => isPassing(failures[place]));
    const failure = failures.find(isPassing);
    if (failure) await wait(clock, delayFor(defaultRetryPolicy, failure, tries, Math.random()), signal);
  }
}

function isPassing(failure: Failure | undefined): failure is Failure {
  return failure !== undefined && isTransient(failure);
}
