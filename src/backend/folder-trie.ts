/** One folder of a tree that somebody wants, with the folders wanted inside of it. */
export interface WantedFolder {
  readonly name: string;
  readonly children: ReadonlyMap<string, WantedFolder>;
}

/** How Wix shows a name: composed, in exact case. Two folders whose names differ only in how accents are written are one. */
export function shownName(name: string): string {
  return name.normalize('NFC');
}

/** Brings paths together into one tree, so that each folder is looked for and made once however many paths lead through it. */
export function wantedFolders(paths: readonly (readonly string[])[]): ReadonlyMap<string, WantedFolder> {
  const top: MutableFolders = new Map();
  for (const path of paths) {
    let level = top;
    for (const part of path) {
      const name = shownName(part);
      const folder = level.get(name) ?? { name, children: new Map() };
      level.set(name, folder);
      level = folder.children;
    }
  }
  return top;
}

type MutableFolders = Map<string, { readonly name: string; readonly children: MutableFolders }>;

/** The key of a path in maps. A name holds no `/`. */
export function pathKey(path: readonly string[]): string {
  return path.map(shownName).join('/');
}
