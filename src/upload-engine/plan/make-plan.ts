import { checkFolders } from './check-folders.ts';
import { findRefusal, findWarnings } from './check-media.ts';
import { proposeFate } from './decide.ts';
import { createExistingIndex, type ExistingFolderIndex } from './existing-index.ts';
import { findConflict } from './find-conflict.ts';
import { DESTINATION_KEY, type FolderKey, folderKey, splitPath } from './folder-tree.ts';
import { createFolderNames, type FolderNames } from './free-names.ts';
import { isJunk } from './junk.ts';
import { placeConflicts } from './place-conflicts.ts';
import type { Conflict, Fate, FoundFile, Plan, PlanInput, PlannedFile } from './plan.ts';
import type { QueuedFile } from './queue-view.ts';
import { summarisePlan } from './summarise-plan.ts';
import { toWixName } from './wix-name.ts';

/** Files between two pauses of `planSteps`: some tenths of a millisecond. */
const FILES_PER_STEP = 64;

/** Says for every file what will happen to it. Costs a bounded amount of work per file, whatever the number. */
export function makePlan(input: PlanInput): Plan {
  const steps = planSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, pausing after every few files, for a thread that must stay alive. */
export function* planSteps(input: PlanInput): Generator<undefined, Plan> {
  const place = createPlace(input);
  const files: PlannedFile[] = [];
  for (const file of input.files) {
    files.push(planFile(file, files.length, input, place));
    if (files.length % FILES_PER_STEP === 0) yield undefined;
  }
  const { destination, settings, existing, rates = {} } = input;
  const folders = checkFolders(files, input);
  yield undefined;
  const conflictPlaces = yield* placeConflicts(files);
  return summarisePlan({ destination, settings, files, conflictPlaces, ...folders, existing, rates });
}

/** What is known of one target folder while a plan is made. */
interface FolderPlace {
  readonly existing: ExistingFolderIndex;
  readonly names: FolderNames;
  /** Of other batches, by the name that Wix gets. */
  readonly queued: ReadonlyMap<string, QueuedFile>;
  /** Names of the files of this batch, as they were before any numbering. */
  readonly batchNames: Set<string>;
}

interface Place {
  readonly folder: (key: FolderKey) => FolderPlace;
  /** The folder's names as Wix gets them; the same string object for all files of a folder. */
  readonly keyOf: (folders: readonly string[]) => FolderKey;
}

function createPlace({ existing, queued }: PlanInput): Place {
  const existingIn = createExistingIndex(existing);
  const folders = new Map<FolderKey, FolderPlace>();
  const keys = new Map<string, FolderKey>();
  return {
    folder(key) {
      const known = folders.get(key);
      if (known) return known;
      const index = existingIn(key);
      const onTheWay = new Map((queued?.get(key) ?? []).map((file) => [file.name, file]));
      const names = createFolderNames([...index.names, ...onTheWay.keys()]);
      const place = { existing: index, names, queued: onTheWay, batchNames: new Set<string>() };
      folders.set(key, place);
      return place;
    },
    keyOf(names) {
      if (names.length === 0) return DESTINATION_KEY;
      const raw = names.join('/');
      const key = keys.get(raw) ?? folderKey(names);
      keys.set(raw, key);
      return key;
    },
  };
}

function planFile(found: FoundFile, index: number, input: PlanInput, place: Place): PlannedFile {
  const { folders, name: rawName } = splitPath(found.path);
  const folder = place.keyOf(folders);
  const { name, changes } = toWixName(rawName);
  const base = {
    index,
    path: found.path,
    folder,
    name,
    nameChanges: changes,
    sizeInBytes: found.sizeInBytes ?? 0,
    warnings: [],
  };
  if (isJunk(found.path)) return { ...base, fate: { action: 'leave-out', because: 'junk' } };
  const checked = { ...found, folder, name };
  const failure = findRefusal(checked);
  if (failure) return { ...base, fate: { action: 'refuse', failure } };
  const warnings = findWarnings(checked, input.destination.private === true);
  return { ...base, warnings, ...settleName(checked, input, place) };
}

/** Finds what stands in the way in the folder, or takes the name. */
function settleName(
  file: FoundFile & { readonly folder: FolderKey; readonly name: string },
  { settings }: PlanInput,
  place: Place,
): { readonly fate: Fate; readonly freeName?: string } {
  const folder = place.folder(file.folder);
  const conflict = conflictFor(file, folder);
  folder.batchNames.add(file.name);
  if (!conflict) {
    folder.names.take(file.name);
    return { fate: { action: 'send' } };
  }
  return { fate: proposeFate(conflict, settings), freeName: freeNameFor(file.name, folder.names) };
}

/** Of two files of the batch with one name only the first can take the place of an existing one. */
function conflictFor(
  file: FoundFile & { readonly name: string },
  { existing, batchNames, names, queued }: FolderPlace,
): Conflict | undefined {
  if (batchNames.has(file.name)) return { kind: 'same-name-in-batch' };
  const found = findConflict(file, existing);
  if (found) return found;
  const onTheWay = queued.get(file.name);
  if (onTheWay && isSameFile(onTheWay, file)) return { kind: 'same-file-in-queue' };
  // A number given to an earlier file may have made the very name that this one has.
  return names.has(file.name) ? { kind: 'same-name-in-batch' } : undefined;
}

function isSameFile(one: QueuedFile, other: FoundFile): boolean {
  return one.path === other.path && (one.sizeInBytes === undefined || one.sizeInBytes === other.sizeInBytes);
}

function freeNameFor(name: string, names: FolderNames): string {
  if (names.has(name)) return names.takeNumbered(name);
  names.take(name);
  return name;
}
