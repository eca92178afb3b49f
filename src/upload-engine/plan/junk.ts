/**
 * Files that operating systems leave behind: macOS (.DS_Store, Icon, localisation marks, AppleDouble: the half of a Mac file
 * that other file systems cannot hold), Windows (thumbnails, folder settings).
 */
const junkNames = String.raw`\.ds_store|\.localized|icon\r|(?:eh)?thumbs\.db|desktop\.ini|\._[^/]*`;

/** Folders of the same kind: macOS archives and volumes, Windows volumes. */
const junkFolders = String.raw`__macosx|\.spotlight-v100|\.trashes|\.fseventsd|\.temporaryitems|\$recycle\.bin|system volume information`;

const junk = new RegExp(`(?:^|/)(?:(?:${junkNames})$|(?:${junkFolders})/)`, 'i');

/**
 * Whether nobody means to upload this. Only the well-known rubbish: other hidden files may be somebody's work.
 * @param path with the name, `/` between parts
 */
export function isJunk(path: string): boolean {
  return junk.test(path);
}
