import { randomUUID } from 'node:crypto';
import type { AddedBy, MediaFile, MediaType } from '../state/model.ts';
import type { World } from '../world.ts';
import { filesOf, isPlace, MEDIA_ROOT, subtreeOf } from './folders.ts';

/** A file of this site, in the trash or not; other sites' files do not exist here. */
export function findFile(world: World, siteId: string, fileId: string): MediaFile | undefined {
  const file = world.store.files.get(fileId);
  return file?.siteId === siteId ? file : undefined;
}

/** The shapes of ids seen in Wix's answers: six hex digits of who adds, 32 of chance, then by kind. */
export function newFileId(addedBy: AddedBy, mediaType: MediaType, extension: string): string {
  const prefix = addedBy.identityId.replaceAll('-', '').slice(0, 6);
  const base = `${prefix}_${randomUUID().replaceAll('-', '')}`;
  const suffix = extension === '' ? '' : `.${extension}`;
  if (mediaType === 'VIDEO') return base;
  return mediaType === 'IMAGE' ? `${base}~mv2${suffix}` : `${base}${suffix}`;
}

export async function deletePermanently(world: World, file: MediaFile): Promise<void> {
  world.store.files.remove(file.id);
  await world.blobs.remove(file.id);
}

export async function deleteFolderPermanently(world: World, siteId: string, folderId: string): Promise<void> {
  const folders = subtreeOf(world, siteId, folderId);
  const ids = new Set(folders.map(({ id }) => id));
  for (const file of filesOf(world, siteId)) if (ids.has(file.parentFolderId)) await deletePermanently(world, file);
  for (const folder of folders) world.store.folders.remove(folder.id);
}

/** Takes a file out of the trash; into the top level when its folder is gone. */
export function restoreFile(world: World, { trashedWith: _trashedWith, ...file }: MediaFile): MediaFile {
  const parentFolderId = isPlace(world, file.siteId, file.parentFolderId) ? file.parentFolderId : MEDIA_ROOT;
  return world.store.files.put({ ...file, parentFolderId });
}
