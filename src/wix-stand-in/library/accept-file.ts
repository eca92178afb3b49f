import type { AddedBy, ExternalInfo, ImportSource, MediaFile, MediaType } from '../state/model.ts';
import type { World } from '../world.ts';
import { childrenOf, createFolder, ensureFolderPath, MEDIA_ROOT } from './folders.ts';
import type { ImageSize } from './image-size.ts';

/** Wix puts these files into a folder named after the channel; a self-hosted app has none, so the name is our own. */
const INBOX_FOLDER = 'Inbox Uploads';
const NAME_MAX_LENGTH = 255;
const NEEDS_PROCESSING: readonly MediaType[] = ['VIDEO', 'AUDIO'];

/** Bytes that lie on the disk, and what was counted while they came. */
export interface StoredBytes {
  readonly sizeInBytes: number;
  readonly hash: string;
  readonly md5: string;
  /** What an image says of its dimensions; undefined for what is none. */
  readonly imageSize: ImageSize | undefined;
}

/** Everything that is known of a file before its bytes. */
export interface FilePlan {
  readonly fileId: string;
  readonly siteId: string;
  readonly destination: 'site' | 'inbox';
  readonly displayName: string;
  readonly parentFolderId: string;
  readonly filePath?: string;
  readonly private: boolean;
  readonly labels: readonly string[];
  readonly mediaType: MediaType;
  readonly mimeType: string;
  readonly addedBy: AddedBy;
  readonly externalInfo?: ExternalInfo;
  readonly importSource?: ImportSource;
}

function folderOf(world: World, plan: FilePlan): string {
  if (plan.destination === 'site')
    return ensureFolderPath(world, plan.siteId, plan.parentFolderId, plan.filePath ?? '');
  const existing = childrenOf(world, plan.siteId, MEDIA_ROOT).find((folder) => folder.displayName === INBOX_FOLDER);
  const place = { siteId: plan.siteId, parentFolderId: MEDIA_ROOT, displayName: INBOX_FOLDER };
  return (existing ?? createFolder(world, place)).id;
}

/** Enters a file into the library, with its folders. Without bytes (an import) it is PENDING with hash "" and size -1. */
export function enterFile(world: World, plan: FilePlan, bytes: StoredBytes | undefined): MediaFile {
  const { fileId, filePath: _filePath, ...rest } = plan;
  const now = world.now();
  const pending = bytes === undefined || NEEDS_PROCESSING.includes(plan.mediaType);
  return world.store.files.put({
    ...rest,
    id: fileId,
    displayName: plan.displayName.slice(0, NAME_MAX_LENGTH),
    parentFolderId: folderOf(world, plan),
    hash: bytes?.hash ?? '',
    md5: bytes?.md5 ?? '',
    sizeInBytes: bytes?.sizeInBytes ?? -1,
    operationStatus: pending ? 'PENDING' : 'READY',
    ...(plan.mediaType === 'IMAGE' ? bytes?.imageSize : {}),
    ...(pending && bytes ? { processedAt: now + world.faults.current.processingDelayMs } : {}),
    createdAt: now,
    updatedAt: now,
    eventCount: 0,
  });
}
