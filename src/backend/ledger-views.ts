import type { HistoryEntry, LedgerItem } from '#contracts';
import type { ItemRow, SiteItem } from '#database';

/** The parts of a row that say something; nothing sealed ever leaves the server this way. */
function commonPart(row: ItemRow): Omit<LedgerItem, 'lastModified' | 'dismissed'> {
  return {
    uploadId: row.uploadId,
    name: row.name,
    path: row.path,
    state: row.state,
    bytesAccepted: row.bytesAccepted,
    ...(row.sizeInBytes === null ? {} : { sizeInBytes: row.sizeInBytes }),
    ...(row.mimeType === null ? {} : { mimeType: row.mimeType }),
    ...(row.sampleHash === null ? {} : { sampleHash: row.sampleHash }),
    ...(row.fileId === null ? {} : { fileId: row.fileId }),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.verification === null ? {} : { verification: row.verification }),
    ...(row.failure === null ? {} : { failure: row.failure }),
    ...(row.replaces === null ? {} : { replaces: row.replaces }),
  };
}

/** An item as the page that drives its batch sees it. Items of a batch always have a time; 0 stands for a file system without. */
export function toLedgerItem(row: ItemRow): LedgerItem {
  return { ...commonPart(row), lastModified: row.lastModified ?? 0, ...(row.dismissed ? { dismissed: true } : {}) };
}

export function toHistoryEntry({ item: row, destination, isReplaced }: SiteItem): HistoryEntry {
  return {
    ...commonPart(isReplaced ? { ...row, url: null } : row),
    ...(isReplaced ? { state: 'replaced' } : {}),
    userId: row.userId,
    createdAt: row.createdAt.getTime(),
    ...(row.batchId === null ? {} : { batchId: row.batchId }),
    ...(destination === null ? {} : { destination }),
    ...(row.lastModified === null ? {} : { lastModified: row.lastModified }),
    ...(row.finishedAt === null ? {} : { finishedAt: row.finishedAt.getTime() }),
  };
}
