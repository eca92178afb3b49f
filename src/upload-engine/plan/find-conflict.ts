import type { ExistingFile } from '#contracts';
import type { ExistingFolderIndex } from './existing-index.ts';
import type { Conflict, FoundFile } from './plan.ts';

/** What of the folder stands in the way of a file. */
export function findConflict(
  file: Pick<FoundFile, 'sizeInBytes' | 'md5' | 'lastModified'> & { readonly name: string },
  folder: ExistingFolderIndex,
): Conflict | undefined {
  const sameName = latest(folder.byName(file.name));
  const sameContent = findSameContent(file, folder);
  if (sameContent) return { kind: 'same-content', existing: sameContent };
  if (!sameName) return undefined;
  return { kind: mayBeTheSame(file, sameName) ? 'same-name-and-size' : 'same-name', existing: sameName };
}

/** Files of equal size whose content only a hash can compare. @returns false when hashing would tell nothing */
export function needsHash(file: Pick<FoundFile, 'sizeInBytes' | 'md5'>, folder: ExistingFolderIndex): boolean {
  return file.md5 === undefined && sameSize(file, folder).some((existing) => existing.md5 !== undefined);
}

function sameSize(file: Pick<FoundFile, 'sizeInBytes'>, folder: ExistingFolderIndex): readonly ExistingFile[] {
  return file.sizeInBytes === undefined ? [] : folder.bySize(file.sizeInBytes);
}

/** Size first, then the hash; among several the one of the same name. */
function findSameContent(
  file: Pick<FoundFile, 'sizeInBytes' | 'md5'> & { readonly name: string },
  folder: ExistingFolderIndex,
): ExistingFile | undefined {
  if (file.md5 === undefined) return undefined;
  const same = sameSize(file, folder).filter((existing) => existing.md5 === file.md5);
  return same.find((existing) => existing.name.normalize('NFC') === file.name) ?? same[0];
}

/** Equal size, not changed on the disk after the other was stored, and no hash that says otherwise. */
function mayBeTheSame(file: Pick<FoundFile, 'sizeInBytes' | 'md5' | 'lastModified'>, existing: ExistingFile): boolean {
  if (existing.sizeInBytes === undefined || existing.sizeInBytes !== file.sizeInBytes) return false;
  if (file.md5 !== undefined && existing.md5 !== undefined) return false;
  return existing.addedAt === undefined || file.lastModified <= existing.addedAt;
}

/** Wix lets several files of one name lie in a folder; the one added last is the one that people see as the present one. */
function latest(files: readonly ExistingFile[]): ExistingFile | undefined {
  return files.reduce<ExistingFile | undefined>(
    (best, file) => (best === undefined || (file.addedAt ?? 0) > (best.addedAt ?? 0) ? file : best),
    undefined,
  );
}
