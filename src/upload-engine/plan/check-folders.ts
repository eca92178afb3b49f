import { DESTINATION_KEY, type FolderKey, folderKey, isPossibleFolder, splitPath, withParents } from './folder-tree.ts';
import type { PlanInput, PlannedFile } from './plan.ts';

/** Which folders must be made for these files, parents before their children. Files that are not sent need none. */
export function checkFolders(
  files: readonly PlannedFile[],
  { emptyFolders = [], settings, existing }: Pick<PlanInput, 'emptyFolders' | 'settings' | 'existing'>,
): readonly FolderKey[] {
  const needed = new Set<FolderKey>();
  for (const { folder, fate } of files) {
    if (fate.action === 'leave-out') continue;
    if (fate.action !== 'refuse' || settings.emptyFolders) needed.add(folder);
  }
  if (settings.emptyFolders) {
    for (const path of emptyFolders) needed.add(folderKey(splitPath(`${path}/`).folders));
  }
  needed.delete(DESTINATION_KEY);
  return withParents([...needed].filter(isPossibleFolder)).filter((key) => !existing.folderIds.has(key));
}
