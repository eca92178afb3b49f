import type { Failure } from '#contracts';
import type { Clock, FileBody, SourceFile } from '../ports.ts';
import { foldersThatLookEmpty } from './check-folders.ts';
import type { Rates } from './estimate-duration.ts';
import { filesToHash } from './files-to-hash.ts';
import { type FolderKey, folderKey, isPossibleFolder, splitPath } from './folder-tree.ts';
import { inSlices } from './in-slices.ts';
import { isJunk } from './junk.ts';
import { type Look, lookAtTarget, type TargetReader } from './look-at-target.ts';
import { planSteps } from './make-plan.ts';
import type { ExistingTarget, FoundFile, Plan, PlanInput, PlanSettings } from './plan.ts';
import type { QueueView } from './queue-view.ts';
import { contentSamples, readFound } from './read-found.ts';
import { findWanted } from './sent-before.ts';
import type { FoundProblem } from './take-stock.ts';

/** What a batch's plan is made from. */
export interface PlanTask {
  readonly sources: readonly SourceFile[];
  /** No file is read before this is fulfilled. */
  readonly listed?: Promise<void>;
  /** What of the list is on its way there; absent where nobody minds. */
  readonly queue?: QueueView;
  readonly emptyFolders?: readonly string[];
  /** As the collector counted. */
  readonly found: number;
  readonly problems: readonly FoundProblem[];
  readonly destination: PlanInput['destination'];
  readonly settings: PlanSettings;
  readonly rates?: Rates;
}

export interface PlanPorts {
  readonly target: TargetReader;
  /** MD5 of a whole file, 32 lower-case hex digits. Rejects when it cannot be read, or with the signal's reason. */
  md5(body: FileBody, signal: AbortSignal): Promise<string>;
  /** MIME type by the first bytes; undefined when they say nothing. Rejects when the file cannot be read. */
  contentType(source: SourceFile): Promise<string | undefined>;
  readonly clock: Clock;
}

/** How far the making of a plan is. */
export type PlanProgress =
  | { readonly step: 'reading'; readonly filesRead: number }
  /** `failure`: what keeps it from going on; it is tried again. */
  | { readonly step: 'looking'; readonly filesSeen: number; readonly failure?: Failure }
  | { readonly step: 'comparing'; readonly compared: number; readonly toCompare: number };

export interface PreparedPlan {
  readonly plan: Plan;
  /** False when the person did not want to wait, or when the target cannot be looked at: then asking beforehand is of no use. */
  readonly mayAsk: boolean;
}

/**
 * Reads the files, looks at the target, compares contents where that decides something, and makes the plan.
 * Never rejects: what could not be found out is not in the plan.
 * @param signal ends looking and comparing; the plan is then made with what is known
 */
export async function preparePlan(
  task: PlanTask,
  ports: PlanPorts,
  signal: AbortSignal,
  show: (progress: PlanProgress) => void,
): Promise<PreparedPlan> {
  const { clock } = ports;
  const { sources, destination, settings, emptyFolders, rates } = task;
  await task.listed;
  const read = await inSlices(readFound(sources), clock, {
    onSlice: (filesRead) => show({ step: 'reading', filesRead }),
  });
  if (task.queue) await inSlices(task.queue.note(), clock);
  const look = lookAtTarget({
    target: ports.target,
    folderId: destination.folderId,
    folders: needsLook(settings) ? foldersOf(read) : new Set(),
    ...(settings.emptyFolders ? { emptyFolders: emptyFoldersOf(read, emptyFolders) } : {}),
    wantedIn: (folders) => inSlices(findWanted(read, folders), clock),
    clock,
    signal,
    onProgress: (progress) => show({ step: 'looking', ...progress }),
  });
  show({ step: 'looking', filesSeen: 0 });
  const [mayAsk, typed] = await Promise.all([untilSeen(look), withContentTypes(read, task, ports)]);
  const existing: ExistingTarget = look.seen();
  const files = await withHashes(typed, { existing, task, ports, signal, show });
  const queued = task.queue && (await inSlices(task.queue.noted(), clock));
  const input: PlanInput = {
    files,
    destination,
    settings,
    existing,
    ...(queued === undefined ? {} : { queued }),
    ...(emptyFolders === undefined ? {} : { emptyFolders }),
    ...(rates === undefined ? {} : { rates }),
  };
  return { plan: await inSlices(planSteps(input), clock), mayAsk };
}

/** Where every file is sent anyway, nobody needs to know what is there. */
function needsLook({ sameName, sameContent }: PlanSettings): boolean {
  return sameName !== 'keep-both' || sameContent !== 'send';
}

function foldersOf(files: readonly FoundFile[]): ReadonlySet<FolderKey> {
  const paths = new Set<string>();
  for (const { path } of files) if (!isJunk(path)) paths.add(path.slice(0, path.lastIndexOf('/') + 1));
  return new Set([...paths].map((path) => folderKey(splitPath(path).folders)).filter(isPossibleFolder));
}

function emptyFoldersOf(files: readonly FoundFile[], emptyFolders?: readonly string[]): ReadonlySet<FolderKey> {
  return new Set([...foldersThatLookEmpty(files, emptyFolders)].filter(isPossibleFolder));
}

async function untilSeen({ finished }: Look): Promise<boolean> {
  try {
    await finished;
    return true;
  } catch {
    return false;
  }
}

/** Adds what the first bytes of some files say. */
async function withContentTypes(
  files: readonly FoundFile[],
  { sources }: PlanTask,
  { contentType }: PlanPorts,
): Promise<readonly FoundFile[]> {
  const typed = [...files];
  const look = async (index: number) => {
    const source = sources[index];
    const file = files[index];
    // A file that cannot be read says so when it is sent.
    const type = source && (await contentType(source).catch(() => undefined));
    if (file && type !== undefined) typed[index] = { ...file, contentType: type };
  };
  await Promise.all(contentSamples(files).map(look));
  return typed;
}

interface Comparison {
  readonly existing: ExistingTarget;
  readonly task: PlanTask;
  readonly ports: PlanPorts;
  readonly signal: AbortSignal;
  readonly show: (progress: PlanProgress) => void;
}

/** Hashes the files of which the target may hold a copy. A file that cannot be read, or for which nobody waits any more, goes without. */
async function withHashes(
  files: readonly FoundFile[],
  { existing, task, ports, signal, show }: Comparison,
): Promise<readonly FoundFile[]> {
  const hashed = [...files];
  const indices = filesToHash({ files, existing });
  for (const [compared, index] of indices.entries()) {
    const source = task.sources[index];
    const file = files[index];
    if (!source || !file || signal.aborted) continue;
    show({ step: 'comparing', compared, toCompare: indices.length });
    const md5 = await ports.md5(source.body, signal).catch(() => undefined);
    if (md5 !== undefined) hashed[index] = { ...file, md5 };
  }
  return hashed;
}
