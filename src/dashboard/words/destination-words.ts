import { ROOT_FOLDER_ID } from '#contracts';
import type { Words } from './use-words.ts';

/** What the engine and the ledger both know of it. */
type Destination =
  | { readonly kind: 'site-media'; readonly folderId: string; readonly folderPath?: readonly string[] | undefined }
  | { readonly kind: 'inbox-media' };

/**
 * The names on the way from the top of the media to a folder below the destination.
 * @param below folders from the destination down, `/` between; empty for the destination itself
 * @returns undefined where nobody wrote down what the destination is called
 */
export function placeNames(words: Words, destination: Destination, below: string): readonly string[] | undefined {
  const folders = below === '' ? [] : below.split('/');
  if (destination.kind === 'inbox-media') return [words('destination.inboxMedia'), ...folders];
  const { folderId, folderPath = folderId === ROOT_FOLDER_ID ? [] : undefined } = destination;
  return folderPath && [words('destination.topLevel'), ...folderPath, ...folders];
}

export const PLACE_SEPARATOR = ' / ';

/**
 * *Site Files / Summer / 2026*. No name turns the order of the others around; the first one, which is in the reader's language,
 * says which way they run.
 */
export function joinPlace(words: Words, [first = '', ...others]: readonly string[]): string {
  return [first, ...others.map(words.isolate)].join(PLACE_SEPARATOR);
}

/** Where a folder below the destination lies, in one line. The same as `placeNames`. */
export function placeWords(words: Words, destination: Destination, below = ''): string | undefined {
  const names = placeNames(words, destination, below);
  return names && joinPlace(words, names);
}
