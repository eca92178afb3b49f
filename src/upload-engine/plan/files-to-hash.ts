import { createExistingIndex } from './existing-index.ts';
import { needsHash } from './find-conflict.ts';
import { folderKey, splitPath } from './folder-tree.ts';
import type { PlanInput } from './plan.ts';

/**
 * Which files must be hashed before a plan can compare contents: those for which the target folder holds a file of the
 * same size and of known content.
 * @returns places in `files`
 */
export function filesToHash({ files, existing }: Pick<PlanInput, 'files' | 'existing'>): readonly number[] {
  const existingIn = createExistingIndex(existing);
  return files.flatMap((file, index) => {
    const folder = existingIn(folderKey(splitPath(file.path).folders));
    return needsHash(file, folder) ? [index] : [];
  });
}
