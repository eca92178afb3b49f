import type { ExistingFile } from '#contracts';
import type { FolderKey } from './folder-tree.ts';
import type { ExistingTarget } from './plan.ts';

/** The files of one existing folder, found by name or by size without a search. */
export interface ExistingFolderIndex {
  readonly names: Iterable<string>;
  byName(name: string): readonly ExistingFile[];
  bySize(sizeInBytes: number): readonly ExistingFile[];
}

/** Folders are indexed when they are first asked for, so that building a plan can be interrupted between folders. */
export function createExistingIndex(existing: ExistingTarget): (folder: FolderKey) => ExistingFolderIndex {
  const indexed = new Map<FolderKey, ExistingFolderIndex>();
  return (folder) => {
    const known = indexed.get(folder);
    if (known) return known;
    const index = indexFolder(existing.files.get(folder) ?? []);
    indexed.set(folder, index);
    return index;
  };
}

function indexFolder(files: readonly ExistingFile[]): ExistingFolderIndex {
  const byName = group(files, (file) => file.name.normalize('NFC'));
  const bySize = group(files, (file) => file.sizeInBytes);
  return {
    names: byName.keys(),
    byName: (name) => byName.get(name) ?? [],
    bySize: (sizeInBytes) => bySize.get(sizeInBytes) ?? [],
  };
}

function group<Key>(
  files: readonly ExistingFile[],
  keyOf: (file: ExistingFile) => Key | undefined,
): Map<Key, ExistingFile[]> {
  const groups = new Map<Key, ExistingFile[]>();
  for (const file of files) {
    const key = keyOf(file);
    if (key === undefined) continue;
    const members = groups.get(key);
    if (members) members.push(file);
    else groups.set(key, [file]);
  }
  return groups;
}
