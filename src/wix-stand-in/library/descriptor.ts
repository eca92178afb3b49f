import type { Folder, MediaFile, MediaType } from '../state/model.ts';
import type { World } from '../world.ts';
import { TRASH_ROOT } from './folders.ts';

const URL_FOLDER: Readonly<Record<MediaType, string>> = {
  IMAGE: 'media',
  VECTOR: 'shapes',
  VIDEO: 'video',
  AUDIO: 'mp3',
  DOCUMENT: 'ugd',
  ARCHIVE: 'archives',
  MODEL3D: '3d',
  OTHER: 'ugd',
};

function urlOf(origin: string, file: MediaFile): string {
  const url = `${origin}/${URL_FOLDER[file.mediaType]}/${file.id}`;
  return file.mediaType === 'VIDEO' ? `${url}/file` : url;
}

/** A private image's own address answers 403 to a browser, so an icon stands for it. */
function thumbnailOf(origin: string, file: MediaFile): string {
  if (file.private) return `${origin}/icons/${file.mediaType.toLowerCase()}.svg`;
  if (file.mediaType === 'IMAGE' || file.mediaType === 'VECTOR') return urlOf(origin, file);
  if (file.mediaType === 'VIDEO' && file.operationStatus === 'READY') return `${origin}/media/${file.id}f002.jpg`;
  return `${origin}/icons/${file.mediaType.toLowerCase()}.svg`;
}

function mediaOf(origin: string, file: MediaFile): object {
  const { id, width, height } = file;
  const url = urlOf(origin, file);
  const size = { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
  const named = { id, url, filename: file.displayName, sizeInBytes: String(file.sizeInBytes) };
  const posters = ['f000', 'f001', 'f002'].map((frame) => ({
    id: `${id}${frame}.jpg`,
    url: `${origin}/media/${id}${frame}.jpg`,
    width: 1280,
    height: 720,
  }));
  const preview = { id: 'image.preview', url: thumbnailOf(origin, file), width: 256, height: 256 };
  const variants: Readonly<Record<MediaType, object>> = {
    IMAGE: { image: { image: { ...named, ...size }, faces: [] } },
    VECTOR: { vector: { image: { ...named, ...size }, faces: [] } },
    VIDEO: { video: { id, url, filename: file.displayName, posters, resolutions: [] } },
    AUDIO: { audio: { id, assets: [], sizeInBytes: String(file.sizeInBytes) } },
    DOCUMENT: { document: { id, url, filename: file.displayName } },
    ARCHIVE: { archive: named },
    MODEL3D: { model3d: { ...named, thumbnail: preview } },
    OTHER: { document: { id, url, filename: file.displayName } },
  };
  return variants[file.mediaType];
}

const iso = (time: number): string => new Date(time).toISOString();

/**
 * A file as the REST API shows it. Addresses are the stand-in's own where Wix has
 * `static.wixstatic.com`, `video.wixstatic.com` and `usrfiles.com`; their paths have Wix's shapes.
 */
export function toDescriptor(world: World, file: MediaFile): Record<string, unknown> {
  const origin = world.origin();
  return {
    id: file.id,
    displayName: file.displayName,
    url: urlOf(origin, file),
    parentFolderId: file.trashedWith === undefined ? file.parentFolderId : TRASH_ROOT,
    hash: file.hash,
    sizeInBytes: String(file.sizeInBytes),
    private: file.private,
    mediaType: file.mediaType,
    ...(file.operationStatus === 'READY' ? { media: mediaOf(origin, file) } : {}),
    operationStatus: file.operationStatus,
    ...(file.importSource ? { sourceUrl: file.importSource.url } : {}),
    thumbnailUrl: thumbnailOf(origin, file),
    labels: file.labels,
    createdDate: iso(file.createdAt),
    updatedDate: iso(file.updatedAt),
    siteId: file.siteId,
    state: 'OK',
    mimeType: file.mimeType,
    internalTags: file.importSource ? [] : ['_fileOrigin_uploaded'],
    addedBy: file.addedBy,
  };
}

/** What the upload host answers: the same without `siteId` and `state`, as in the upload article's example. */
export function toUploadAnswer(world: World, file: MediaFile): Record<string, unknown> {
  const { siteId: _siteId, state: _state, ...descriptor } = toDescriptor(world, file);
  return descriptor;
}

export function toWireFolder(folder: Folder): Record<string, unknown> {
  return {
    id: folder.id,
    displayName: folder.displayName,
    parentFolderId: folder.parentFolderId,
    createdDate: iso(folder.createdAt),
    updatedDate: iso(folder.updatedAt),
    state: folder.trashedWith === undefined ? 'OK' : 'DELETED',
    siteId: folder.siteId,
  };
}
