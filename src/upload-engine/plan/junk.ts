/** Files that operating systems leave behind: macOS (.DS_Store, Icon, localisation marks), Windows (thumbnails, folder settings). */
const junkNames: ReadonlySet<string> = new Set([
  '.ds_store',
  '.localized',
  'icon\r',
  'thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
]);

/** Folders of the same kind: macOS archives and volumes, Windows volumes. */
const junkFolders: ReadonlySet<string> = new Set([
  '__macosx',
  '.spotlight-v100',
  '.trashes',
  '.fseventsd',
  '.temporaryitems',
  '$recycle.bin',
  'system volume information',
]);

/** AppleDouble: the half of a Mac file that other file systems cannot hold. */
const APPLE_DOUBLE_PREFIX = '._';

/**
 * Whether nobody means to upload this. Only the well-known rubbish: other hidden files may be somebody's work.
 * @param path with the name, `/` between parts
 */
export function isJunk(path: string): boolean {
  const parts = path.toLowerCase().split('/');
  const name = parts.pop() ?? '';
  return junkNames.has(name) || name.startsWith(APPLE_DOUBLE_PREFIX) || parts.some((part) => junkFolders.has(part));
}
