import { DESTINATION_KEY, type FolderKey, folderKey, isPossibleFolder, splitPath, withParents } from './folder-tree.ts';
import { isJunk } from './junk.ts';
import type { FoundFile, Plan, PlanInput, PlannedFile } from './plan.ts';

/** Which folders must be made for these files, and which are wanted and impossible. Files that are not sent need none. */
export function checkFolders(
  files: readonly PlannedFile[],
  { emptyFolders, destination, settings, existing }: Omit<PlanInput, 'files'>,
): Pick<Plan, 'foldersToMake' | 'foldersRefused'> {
  if (destination.isFlat) return { foldersToMake: [], foldersRefused: [] };
  const needed = new Set<FolderKey>();
  const saidByFiles = new Set<FolderKey>();
  for (const { folder, fate } of files) {
    if (fate.action === 'leave-out') continue;
    if (fate.action !== 'refuse' || settings.emptyFolders) needed.add(folder);
    if (fate.action === 'refuse' && fate.failure.code === 'PATH_TOO_LONG') saidByFiles.add(folder);
  }
  if (settings.emptyFolders) for (const key of foldersThatLookEmpty(files, emptyFolders)) needed.add(key);
  needed.delete(DESTINATION_KEY);
  const impossible = [...needed].filter((key) => !isPossibleFolder(key) && !saidByFiles.has(key));
  return {
    foldersToMake: withParents([...needed].filter(isPossibleFolder)).filter((key) => !existing.folderIds.has(key)),
    foldersRefused: impossible.map((path) => ({ path, failure: { code: 'PATH_TOO_LONG' } })),
  };
}

/** Folders that hold nothing, and those in which lies only, or also, what a system leaves there: people see none of it. */
export function foldersThatLookEmpty(
  files: readonly Pick<FoundFile, 'path'>[],
  emptyFolders: readonly string[] = [],
): ReadonlySet<FolderKey> {
  const paths = new Set(emptyFolders.map((path) => `${path}/`));
  for (const { path } of files) if (isJunk(path)) paths.add(path.slice(0, path.lastIndexOf('/') + 1));
  return new Set([...paths].filter((path) => !isJunk(path)).map((path) => folderKey(splitPath(path).folders)));
}
