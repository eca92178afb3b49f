import type { Failure, LedgerChange, LedgerState, MediaFile, Verification } from '#contracts';
import type { ItemRow } from '#database';
import { compareHashes } from './compare-hashes.ts';

/** What the server itself found out about an item. */
export type LedgerFact =
  /** Wix gave a ticket for it. */
  | { readonly type: 'ticketed' }
  /** Wix described the file. */
  | { readonly type: 'described'; readonly file: MediaFile };

export interface Circumstances {
  readonly now: Date;
  /** Kinds of media whose hash at Wix is known to be an MD5 on this site. */
  readonly comparable: ReadonlySet<string>;
}

/** Until when an item can still be sent (again). */
const unsentStates: ReadonlySet<LedgerState> = new Set(['queued', 'sending', 'failed', 'skipped', 'cancelled']);

/**
 * The ledger's state machine. Wix's word counts more than the page's: only a description by Wix makes an item ready, and
 * nothing that a page says leads out of ready, except that it proves the stored copy to differ. Accepted bytes never fall.
 * @returns the same object when the change means nothing in the item's state.
 */
export function changeItem(
  item: ItemRow,
  change: LedgerChange | LedgerFact,
  { now, comparable }: Circumstances,
): ItemRow {
  const changed = apply(item, change, comparable);
  if (isSame(item, changed)) return item;
  const dismissed = changed.dismissed && changed.state === 'failed';
  return { ...changed, dismissed, updatedAt: now, finishedAt: finishedAt(changed, item, now) };
}

function finishedAt(changed: ItemRow, before: ItemRow, now: Date): Date | null {
  if (changed.state === before.state) return before.finishedAt;
  return changed.state === 'queued' || changed.state === 'sending' || changed.state === 'accepted' ? null : now;
}

function apply(item: ItemRow, change: LedgerChange | LedgerFact, comparable: ReadonlySet<string>): ItemRow {
  switch (change.type) {
    case 'ticketed':
      return unsentStates.has(item.state) ? { ...item, state: 'sending', failure: null } : item;
    case 'checked':
      return item.state === 'queued' || item.state === 'sending' ? check(item, change) : item;
    case 'progressed':
      return item.state === 'queued' || item.state === 'sending' ? progress(item, change.bytesAccepted) : item;
    case 'accepted':
      return judge(accept(item, change.fileId, change.md5), comparable);
    case 'hashed':
      return judge({ ...item, md5: change.md5 }, comparable);
    case 'failed':
      return isUnderWay(item) || item.state === 'accepted'
        ? { ...keptOf(item, change.failure), state: 'failed', failure: change.failure }
        : item;
    case 'skipped':
      return isUnderWay(item) ? { ...givenUp(item), state: 'skipped', failure: change.failure } : item;
    case 'cancelled':
      return isUnderWay(item) ? { ...givenUp(item), state: 'cancelled', failure: null } : item;
    case 'dismissed':
      return item.state === 'failed' && !item.dismissed ? { ...givenUp(item), dismissed: true } : item;
    case 'requeued':
      return requeue(wantedAgain(item));
    case 'described':
      return describe(item, change.file, comparable);
    default:
      return unreachable(change);
  }
}

const isUnderWay = ({ state }: ItemRow) => state === 'queued' || state === 'sending' || state === 'failed';

/** Nobody needs the address of a resumable upload once it is over. */
const withoutSecrets = (item: ItemRow): ItemRow => ({
  ...item,
  resumeUrl: null,
  resumableTicket: null,
  resumableTicketAt: null,
});

/** Its bytes may be at Wix all the same. The file that they were to replace stays, by the user's word. */
function givenUp(item: ItemRow): ItemRow {
  const replacement = item.replacement ?? (item.replaces === null ? null : 'kept');
  return { ...withoutSecrets(item), replacement };
}

function wantedAgain(item: ItemRow): ItemRow {
  return item.replacement === 'kept' ? { ...item, replacement: null } : item;
}

/** What the host has of a file that changed must never be continued with what it is now, nor replace anything. */
const keptOf = (item: ItemRow, { code }: Failure): ItemRow => (code === 'FILE_CHANGED' ? givenUp(item) : item);

function check(item: ItemRow, change: Extract<LedgerChange, { type: 'checked' }>): ItemRow {
  const { sizeInBytes, mimeType } = change;
  return { ...item, sizeInBytes, mimeType, sampleHash: change.sampleHash ?? item.sampleHash };
}

function progress(item: ItemRow, bytesAccepted: number): ItemRow {
  const most = item.sizeInBytes ?? Number.MAX_SAFE_INTEGER;
  const capped = Math.max(item.bytesAccepted, Math.min(bytesAccepted, most));
  // Bytes moved: the stored address is good, whatever happened to earlier offers of it.
  const resumeOffers = capped > item.bytesAccepted ? 0 : item.resumeOffers;
  return { ...item, state: 'sending', bytesAccepted: capped, resumeOffers };
}

function accept(item: ItemRow, fileId: string, md5: string | undefined): ItemRow {
  if (item.state === 'ready') {
    return item.fileId === fileId && md5 !== undefined ? { ...item, md5 } : item;
  }
  const isSameFile = item.fileId === fileId;
  return {
    ...withoutSecrets(item),
    state: 'accepted',
    failure: null,
    fileId,
    md5: md5 ?? item.md5,
    bytesAccepted: Math.max(item.bytesAccepted, item.sizeInBytes ?? 0),
    ...(isSameFile ? {} : { url: null, mediaType: null, wixHash: null, verification: null }),
  };
}

function requeue(item: ItemRow): ItemRow {
  if (item.state === 'queued' || item.state === 'sending' || item.state === 'ready') return item;
  return {
    ...item,
    state: 'queued',
    failure: null,
    fileId: null,
    url: null,
    mediaType: null,
    wixHash: null,
    verification: null,
  };
}

function describe(item: ItemRow, file: MediaFile, comparable: ReadonlySet<string>): ItemRow {
  if (item.fileId !== null && item.fileId !== file.id) return item;
  // A word about the processing of a file that is ready comes late: it describes a time before.
  if (item.state === 'ready' && file.operationStatus !== 'READY') return item;
  if (file.operationStatus === 'FAILED') {
    return { ...withoutSecrets(item), fileId: file.id, state: 'failed', failure: { code: 'PROCESSING_FAILED' } };
  }
  const seen: ItemRow = item.state === 'ready' ? item : accept(item, file.id, undefined);
  const described: ItemRow = {
    ...seen,
    url: file.url || seen.url,
    mediaType: file.mediaType,
    wixHash: file.hash || seen.wixHash,
  };
  if (file.operationStatus !== 'READY') return described;
  const isWhole = file.sizeInBytes === undefined || item.sizeInBytes === null || file.sizeInBytes === item.sizeInBytes;
  if (!isWhole) return { ...described, state: 'failed', failure: { code: 'STORED_COPY_DIFFERS' } };
  return judge({ ...described, state: 'ready' }, comparable);
}

/** Much is told twice: by the page and by its ticket call, by Wix's event and by its answer. The second time there is nothing to write. */
function isSame(before: ItemRow, after: ItemRow): boolean {
  if (before === after) return true;
  const fields = Object.keys(after) as (keyof ItemRow)[];
  return fields.every((field) => after[field] === before[field]);
}

/** Compares the hashes as soon as both are known. A ready or accepted item whose copy is proven to differ has failed. */
function judge(item: ItemRow, comparable: ReadonlySet<string>): ItemRow {
  const isComparable = comparable.has(item.mediaType ?? '');
  const verification: Verification | null = compareHashes(item.md5, item.wixHash, isComparable) ?? item.verification;
  if (verification === item.verification && verification !== 'different') return item;
  const hasCopy = item.state === 'ready' || item.state === 'accepted';
  if (verification === 'different' && hasCopy) {
    return { ...item, verification, state: 'failed', failure: { code: 'STORED_COPY_DIFFERS' } };
  }
  return { ...item, verification };
}

function unreachable(change: never): never {
  throw new Error(`Not a change of the ledger: ${JSON.stringify(change)}`);
}
