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
  emptyFolders?: readonly string[],
): ReadonlySet<FolderKey> {
  const paths = pathsThatLookEmpty(files, emptyFolders);
  return new Set(paths.map((path) => folderKey(splitPath(`${path}/`).folders)));
}

/** The same by their paths as they were found, each once. */
export function pathsThatLookEmpty(
  files: readonly Pick<FoundFile, 'path'>[],
  emptyFolders: readonly string[] = [],
): readonly string[] {
  const paths = new Set(emptyFolders);
  for (const { path } of files) {
    const end = path.lastIndexOf('/');
    if (end > 0 && isJunk(path)) paths.add(path.slice(0, end));
  }
  return [...paths].filter((path) => !isJunk(`${path}/`));
}
