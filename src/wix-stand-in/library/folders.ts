import { randomUUID } from 'node:crypto';
import type { Folder, MediaFile } from '../state/model.ts';
import type { World } from '../world.ts';

export const MEDIA_ROOT = 'media-root';
export const VISITOR_UPLOADS = 'visitor-uploads';
export const TRASH_ROOT = 'trash-root';
const ROOTS: readonly string[] = [MEDIA_ROOT, VISITOR_UPLOADS];

/** 32 hex digits, as Wix's folder ids. */
const newFolderId = (): string => randomUUID().replaceAll('-', '');

/** A folder of this site that is not in the trash; other sites' folders do not exist here. */
export function findFolder(world: World, siteId: string, folderId: string): Folder | undefined {
  const folder = world.store.folders.get(folderId);
  return folder?.siteId === siteId && folder.trashedWith === undefined ? folder : undefined;
}

/** Whether files and folders may be put there. */
export function isPlace(world: World, siteId: string, folderId: string): boolean {
  return ROOTS.includes(folderId) || findFolder(world, siteId, folderId) !== undefined;
}

export function createFolder(
  world: World,
  place: { readonly siteId: string; readonly parentFolderId: string; readonly displayName: string },
): Folder {
  const now = world.now();
  return world.store.folders.put({ id: newFolderId(), ...place, createdAt: now, updatedAt: now });
}

/**
 * The folder that `filePath` names below `parentFolderId`; what is missing is made, what exists is used again.
 * Nothing is awaited between looking and making, so that uploads arriving together share the folders.
 */
export function ensureFolderPath(world: World, siteId: string, parentFolderId: string, filePath: string): string {
  let current = parentFolderId;
  for (const displayName of filePath.split('/').filter((part) => part !== '')) {
    const existing = childrenOf(world, siteId, current).find((folder) => folder.displayName === displayName);
    current = (existing ?? createFolder(world, { siteId, parentFolderId: current, displayName })).id;
  }
  return current;
}

export function foldersOf(world: World, siteId: string): Folder[] {
  return [...world.store.folders.all()].filter((folder) => folder.siteId === siteId);
}

export function childrenOf(world: World, siteId: string, parentFolderId: string): Folder[] {
  return foldersOf(world, siteId).filter(
    (folder) => folder.parentFolderId === parentFolderId && folder.trashedWith === undefined,
  );
}

export function filesOf(world: World, siteId: string): MediaFile[] {
  return [...world.store.files.all()].filter((file) => file.siteId === siteId);
}

/** The folder and all folders below it, in the trash or not. */
export function subtreeOf(world: World, siteId: string, folderId: string): Folder[] {
  const all = foldersOf(world, siteId);
  const found = all.filter((folder) => folder.id === folderId);
  for (let index = 0; index < found.length; index += 1) {
    found.push(...all.filter((folder) => folder.parentFolderId === found[index]?.id));
  }
  return found;
}

/** Names from the root's first level down; the roots themselves have no name here. */
export function pathOf(world: World, folderId: string): string[] {
  const names: string[] = [];
  let folder = world.store.folders.get(folderId);
  while (folder) {
    names.unshift(folder.displayName);
    folder = world.store.folders.get(folder.parentFolderId);
  }
  return names;
}

/** Which root the folder hangs under. */
export function rootOf(world: World, folderId: string): string {
  let current = folderId;
  for (let folder = world.store.folders.get(current); folder; folder = world.store.folders.get(current)) {
    current = folder.parentFolderId;
  }
  return current;
}

/** Moves a folder with all that is in it to the trash. What is there already keeps its own place in the trash. */
export function trashFolder(world: World, folder: Folder): void {
  const folders = subtreeOf(world, folder.siteId, folder.id);
  const ids = new Set(folders.map(({ id }) => id));
  for (const entry of folders) {
    if (entry.trashedWith === undefined) world.store.folders.put({ ...entry, trashedWith: folder.id });
  }
  for (const file of filesOf(world, folder.siteId)) {
    if (ids.has(file.parentFolderId) && file.trashedWith === undefined) {
      world.store.files.put({ ...file, trashedWith: folder.id });
    }
  }
}

/** Brings a folder back with what was deleted together with it. When its parent is gone it comes to the top level. */
export function restoreFolder(world: World, folder: Folder): MediaFile[] {
  const restored: MediaFile[] = [];
  for (const { trashedWith, ...entry } of foldersOf(world, folder.siteId)) {
    if (trashedWith === folder.id) world.store.folders.put(entry);
  }
  for (const { trashedWith, ...file } of filesOf(world, folder.siteId)) {
    if (trashedWith === folder.id) restored.push(world.store.files.put(file));
  }
  const back = world.store.folders.get(folder.id);
  if (back && !isPlace(world, back.siteId, back.parentFolderId)) {
    world.store.folders.put({ ...back, parentFolderId: MEDIA_ROOT });
  }
  return restored;
}
