import type { MediaFile } from '#contracts';
import { comparableMediaTypes, type ItemRow, readyItemsOfFiles } from '#database';
import { compareHashes } from './compare-hashes.ts';
import type { LedgerServices } from './ledger-services.ts';

/**
 * Those of the files of which Wix has said already that they are ready, most often by a webhook: asking again would cost a
 * call that a waiting upload needs. Left out are those whose hashes another file has made comparable since: they are judged
 * again when Wix describes them.
 */
export async function readyFiles(
  { connection }: LedgerServices,
  instanceId: string,
  fileIds: readonly string[],
): Promise<readonly MediaFile[]> {
  const rows = await readyItemsOfFiles(connection, instanceId, fileIds);
  const mediaTypes = rows.flatMap(({ verification, mediaType }) =>
    verification === 'not-comparable' && mediaType !== null ? mediaType : [],
  );
  const comparable = await comparableMediaTypes(connection, instanceId, [...new Set(mediaTypes)]);
  return rows.filter((row) => !isToBeJudgedAgain(row, comparable)).flatMap(toReadyFile);
}

function isToBeJudgedAgain(
  { verification, md5, wixHash, mediaType }: ItemRow,
  comparable: ReadonlySet<string>,
): boolean {
  const isComparable = comparable.has(mediaType ?? '');
  return verification === 'not-comparable' && compareHashes(md5, wixHash, isComparable) !== verification;
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
