import { AppError, type Failure, type Folder, isTransient } from '#contracts';
import { pathKey, shownName, type WantedFolder, wantedFolders } from './folder-trie.ts';
import { mapBounded } from './map-bounded.ts';

/** Wix's folders of one site, as the walk needs them. */
export interface FolderAccess {
  /** All folders right below one. @throws AppError FOLDER_NOT_FOUND, or what keeps Wix from answering */
  list(parentFolderId: string): Promise<readonly Folder[]>;
  /** @throws AppError when Wix refuses or does not answer */
  create(displayName: string, parentFolderId: string): Promise<Folder>;
}

export type WalkedFolder = { readonly folderId: string; readonly created: boolean } | { readonly failure: Failure };
/** By `pathKey`, for the asked paths and for all folders above them. A folder that is missing is missing here. */
export type WalkedFolders = ReadonlyMap<string, WalkedFolder>;

/** Calls for different folders at once. The pace is set elsewhere; this only hides the way to Wix and back. */
const CALLS_AT_ONCE = 4;

/** Finds which of the paths are there: one list call per folder that has wanted folders inside. */
export function lookUpFolders(
  access: Pick<FolderAccess, 'list'>,
  parentFolderId: string,
  paths: readonly (readonly string[])[],
): Promise<WalkedFolders> {
  return walk({ list: access.list, found: new Map(), stoppedBy: undefined }, parentFolderId, paths);
}

/**
 * Finds or makes all folders of the paths: one list call per folder that was there and has wanted folders inside, one call
 * per folder that is made, and one more list call where something was made beside what was there.
 *
 * The caller keeps everybody else of ours from making folders on the site meanwhile: only then is a folder that was just
 * made known to be empty. Somebody working in the Media Manager at the same moment can still make a double; then both
 * sides see two folders, and all our runs agree on the older one.
 *
 * A failure that passes by itself (the rate, an outage) stops the run: what was settled until then is in the answer, the
 * rest has that failure. No call is under way any more when the promise settles.
 * @throws AppError when not even the parent could be listed; FOLDER_NOT_FOUND when it is not there
 */
export function ensureFolders(
  access: FolderAccess,
  parentFolderId: string,
  paths: readonly (readonly string[])[],
): Promise<WalkedFolders> {
  const { list, create } = access;
  return walk({ list, create, found: new Map(), stoppedBy: undefined }, parentFolderId, paths);
}

interface Walk {
  readonly list: FolderAccess['list'];
  /** Absent: only look. */
  readonly create?: FolderAccess['create'];
  readonly found: Map<string, WalkedFolder>;
  /** What keeps the whole walk from going on: nothing new is begun. */
  stoppedBy: unknown;
}

interface Level {
  readonly folderId: string;
  readonly path: readonly string[];
  readonly wanted: ReadonlyMap<string, WantedFolder>;
  /** Made a moment ago: there is nothing inside. */
  readonly isNew: boolean;
}

interface Child {
  readonly folder: Folder;
  readonly isNew: boolean;
}

/** Level by level, because a folder can only be made inside one that is there. */
async function walk(
  state: Walk,
  parentFolderId: string,
  paths: readonly (readonly string[])[],
): Promise<WalkedFolders> {
  const wanted = wantedFolders(paths);
  let levels = await walkLevel(state, { folderId: parentFolderId, path: [], wanted, isNew: false });
  while (levels.length > 0 && state.stoppedBy === undefined) {
    const below = await mapBounded(levels, CALLS_AT_ONCE, (level) => walkBelow(state, level));
    levels = below.flat();
  }
  return state.stoppedBy === undefined ? state.found : withRest(state, wanted);
}

/** A folder that vanished, or that Wix refuses to open, takes only what is inside of it. */
async function walkBelow(state: Walk, level: Level): Promise<readonly Level[]> {
  if (state.stoppedBy !== undefined) return [];
  try {
    return await walkLevel(state, level);
  } catch (error) {
    const failure = lastingFailure(state, error);
    if (failure) for (const child of level.wanted.values()) fail(state, level.path, child, failure);
    return [];
  }
}

/** Settles the wanted folders right below one folder. @returns the folders below which something is wanted in turn */
async function walkLevel(state: Walk, level: Level): Promise<readonly Level[]> {
  const there = level.isNew ? new Map<string, Folder>() : byName(await state.list(level.folderId));
  const children = new Map<string, Child>();
  for (const name of level.wanted.keys()) {
    const folder = there.get(name);
    if (folder) children.set(name, { folder, isNew: false });
  }
  await makeMissing(state, level, children);
  return [...level.wanted.values()].flatMap(({ name, children: wanted }): readonly Level[] => {
    const child = children.get(name);
    if (!child) return [];
    const path = [...level.path, name];
    state.found.set(pathKey(path), { folderId: child.folder.id, created: child.isNew });
    return wanted.size > 0 ? [{ folderId: child.folder.id, path, wanted, isNew: child.isNew }] : [];
  });
}

async function makeMissing(state: Walk, level: Level, children: Map<string, Child>): Promise<void> {
  const { create } = state;
  const missing = [...level.wanted.values()].filter(({ name }) => !children.has(name));
  if (!create || missing.length === 0) return;
  const made = new Map<string, Folder>();
  await mapBounded(missing, CALLS_AT_ONCE, async (wanted) => {
    if (state.stoppedBy !== undefined) return;
    try {
      made.set(wanted.name, await create(wanted.name, level.folderId));
    } catch (error) {
      const failure = lastingFailure(state, error);
      if (failure) fail(state, level.path, wanted, failure);
    }
  });
  const now = level.isNew || made.size === 0 ? [] : await listAgain(state, level.folderId);
  for (const [name, folder] of made) {
    const doubles = now.filter((other) => shownName(other.displayName) === name);
    const oldest = [...doubles, folder].reduce(older);
    children.set(name, { folder: oldest, isNew: oldest.id === folder.id });
  }
}

/** Without the second look the folders that were made are used as they are. */
async function listAgain(state: Walk, folderId: string): Promise<readonly Folder[]> {
  try {
    return await state.list(folderId);
  } catch (error) {
    lastingFailure(state, error);
    return [];
  }
}

/** Of folders with one name the oldest counts: everybody who looks agrees on it, now and later. */
function byName(folders: readonly Folder[]): Map<string, Folder> {
  const found = new Map<string, Folder>();
  for (const folder of folders) {
    const name = shownName(folder.displayName);
    const other = found.get(name);
    found.set(name, other ? older(other, folder) : folder);
  }
  return found;
}

function older(one: Folder, other: Folder): Folder {
  const difference = (one.createdAt ?? 0) - (other.createdAt ?? 0);
  if (difference !== 0) return difference < 0 ? one : other;
  return one.id <= other.id ? one : other;
}

/** The failure of one folder that trying again does not cure. Everything else stops the walk. */
function lastingFailure(state: Walk, error: unknown): Failure | undefined {
  if (error instanceof AppError && !isTransient(error.failure)) return error.failure;
  state.stoppedBy ??= error;
  return undefined;
}

/** @throws what stopped the walk, when it is a bug */
function withRest(state: Walk, wanted: ReadonlyMap<string, WantedFolder>): WalkedFolders {
  if (!(state.stoppedBy instanceof AppError)) throw state.stoppedBy;
  for (const folder of wanted.values()) fail(state, [], folder, state.stoppedBy.failure);
  return state.found;
}

/** Says of a folder and all that is wanted inside of it why it is not there; what is settled stays as it is. */
function fail(state: Walk, above: readonly string[], wanted: WantedFolder, failure: Failure): void {
  const path = [...above, wanted.name];
  const key = pathKey(path);
  if (!state.found.has(key)) state.found.set(key, { failure });
  for (const child of wanted.children.values()) fail(state, path, child, failure);
}
