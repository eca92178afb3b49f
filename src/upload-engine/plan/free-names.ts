import { extensionOf, FILE_NAME_MAX_LENGTH } from '#contracts';

/** Names that are taken in one folder. Comparing follows what the Media Manager shows: composed form, exact case. */
export interface FolderNames {
  has(name: string): boolean;
  take(name: string): void;
  /** Takes the first free one of `name (2).jpg`, `name (3).jpg`, … */
  takeNumbered(name: string): string;
}

export function createFolderNames(taken: Iterable<string>): FolderNames {
  const names = new Set<string>();
  for (const name of taken) names.add(name.normalize('NFC'));
  // Numbers already tried, so that ten thousand files of one name are no ten thousand searches from the start.
  const nextNumber = new Map<string, number>();
  return {
    has: (name) => names.has(name),
    take: (name) => {
      names.add(name);
    },
    takeNumbered(name) {
      let number = nextNumber.get(name) ?? 2;
      while (names.has(numbered(name, number))) number += 1;
      nextNumber.set(name, number + 1);
      const free = numbered(name, number);
      names.add(free);
      return free;
    },
  };
}

/** `photo.jpg` and 2 make `photo (2).jpg`; the stem gives way where the name would become too long. */
export function numbered(name: string, number: number): string {
  const extension = extensionOf(name);
  const ending = ` (${number})${extension === '' ? '' : name.slice(-extension.length - 1)}`;
  const stem = extension === '' ? name : name.slice(0, -extension.length - 1);
  return wholeCharacters(stem.slice(0, Math.max(0, FILE_NAME_MAX_LENGTH - ending.length))) + ending;
}

/** Cutting may have left half of a surrogate pair at the end. */
function wholeCharacters(text: string): string {
  return text.replace(/[\uD800-\uDBFF]$/, '');
}
