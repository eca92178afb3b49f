import type { LedgerItem } from '#contracts';
import type { Destination } from '../item.ts';
import type { DroppedFile } from './match-dropped-files.ts';

/** What of a destination tells it from others. */
type Place =
  | { readonly kind: 'inbox-media' }
  | { readonly kind: 'site-media'; readonly folderId: string; readonly private?: boolean | undefined };

interface NewFile {
  /** As it was dropped. */
  readonly file: Pick<DroppedFile, 'path'>;
  /** The one that it would have in the batch. */
  readonly path: string;
}

/**
 * Tells of files that a batch does not know whether they go with it: those for its own destination do, and those out of a
 * folder that the batch has. All others would arrive where nobody looks for them.
 * @param chosen where the files were dropped for
 */
export function belongsToBatch(
  items: readonly LedgerItem[],
  destination: Destination,
  chosen: Destination,
): (added: NewFile) => boolean {
  if (isSameDestination(destination, chosen)) return () => true;
  const folders = new Set(items.flatMap(({ path }) => topFolderOf(path) ?? []));
  return ({ file, path }) => {
    const folder = topFolderOf(path);
    return file.path.includes('/') && folder !== undefined && folders.has(folder);
  };
}

export function isSameDestination(one: Place, other: Place): boolean {
  if (one.kind === 'inbox-media' || other.kind === 'inbox-media') return one.kind === other.kind;
  return one.folderId === other.folderId && (one.private ?? false) === (other.private ?? false);
}

function topFolderOf(path: string): string | undefined {
  const end = path.indexOf('/');
  return end === -1 ? undefined : path.slice(0, end).normalize('NFC');
}
