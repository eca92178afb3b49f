import { DESTINATION_KEY, type FolderKey, folderKey, isPossibleFolder, splitPath, withParents } from './folder-tree.ts';
import { isJunk } from './junk.ts';
import type { FoundFile, PlanInput, PlannedFile } from './plan.ts';

/** Which folders must be made for these files, parents before their children. Files that are not sent need none. */
export function checkFolders(
  files: readonly PlannedFile[],
  { emptyFolders, destination, settings, existing }: Omit<PlanInput, 'files'>,
): readonly FolderKey[] {
  if (destination.isFlat) return [];
  const needed = new Set<FolderKey>();
  for (const { folder, fate } of files) {
    if (fate.action === 'leave-out') continue;
    if (fate.action !== 'refuse' || settings.emptyFolders) needed.add(folder);
  }
  if (settings.emptyFolders) for (const key of foldersThatLookEmpty(files, emptyFolders)) needed.add(key);
  needed.delete(DESTINATION_KEY);
  return withParents([...needed].filter(isPossibleFolder)).filter((key) => !existing.folderIds.has(key));
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
