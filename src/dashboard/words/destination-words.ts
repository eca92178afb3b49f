import { ROOT_FOLDER_ID } from '#contracts';
import type { MessageId, Words } from './use-words.ts';

/** What the engine and the ledger both know of it. */
type Destination =
  | { readonly kind: 'site-media'; readonly folderId: string; readonly folderPath?: readonly string[] | undefined }
  | { readonly kind: 'inbox-media' };

type MediaKind = Destination['kind'];

const topNames = {
  'site-media': 'destination.topLevel',
  'inbox-media': 'destination.inboxMedia',
} as const satisfies Record<MediaKind, MessageId>;

/** The kind of media whose top is called so, in any case. */
export function mediaCalled(words: Words, name: string): MediaKind | undefined {
  const isCalled = (kind: MediaKind) =>
    words(topNames[kind]).localeCompare(name, words.intl.locale, { sensitivity: 'accent' }) === 0;
  return (['site-media', 'inbox-media'] as const).find(isCalled);
}

/**
 * The names on the way from the top of the media to a folder below the destination.
 * @param below folders from the destination down, `/` between; empty for the destination itself
 * @returns undefined where nobody wrote down what the destination is called
 */
export function placeNames(words: Words, destination: Destination, below: string): readonly string[] | undefined {
  const folders = below === '' ? [] : below.split('/');
  if (destination.kind === 'inbox-media') return [words(topNames[destination.kind]), ...folders];
  const { folderId, folderPath = folderId === ROOT_FOLDER_ID ? [] : undefined } = destination;
  return folderPath && [words(topNames[destination.kind]), ...folderPath, ...folders];
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
