import type { MediaFile } from '#contracts';
import { type ItemRow, readyItemsOfFiles } from '#database';
import type { LedgerServices } from './ledger-services.ts';

/**
 * Those of the files of which Wix has said already that they are ready, most often by a webhook: asking again would cost a
 * call that a waiting upload needs.
 */
export async function readyFiles(
  { connection }: LedgerServices,
  instanceId: string,
  fileIds: readonly string[],
): Promise<readonly MediaFile[]> {
  return (await readyItemsOfFiles(connection, instanceId, fileIds)).flatMap(toReadyFile);
}

function toReadyFile({ fileId, name, url, mediaType, wixHash, sizeInBytes, verification }: ItemRow): MediaFile[] {
  if (fileId === null || url === null || mediaType === null) return [];
  return [
    {
      id: fileId,
      displayName: name,
      url,
      mediaType,
      hash: wixHash ?? '',
      operationStatus: 'READY',
      ...(sizeInBytes === null ? {} : { sizeInBytes }),
      ...(verification === null ? {} : { verification }),
    },
  ];
}

/** A file of which nothing new is known. */
export function pendingFile(id: string): MediaFile {
  return { id, displayName: '', url: '', hash: '', mediaType: 'UNKNOWN', operationStatus: 'PENDING' };
}
