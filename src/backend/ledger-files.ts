import type { LiveEvent, MediaFile } from '#contracts';
import {
  acceptedItems,
  type Connection,
  claimSettling,
  comparableMediaTypes,
  dueEventsOfFiles,
  type ItemRow,
  lockItems,
  markTickets,
  postponeFileEvents,
  saveItems,
  type TicketRow,
  ticketsOf,
  touchItems,
  uploadsOfFiles,
} from '#database';
import { compareHashes } from './compare-hashes.ts';
import { deleteExtras } from './ledger-extras.ts';
import { changeItem } from './ledger-item.ts';
import type { LedgerServices } from './ledger-services.ts';

/** What the ledger asks of Wix: reading and deleting files of the current site. */
export interface SiteFiles {
  /** Up to 100 files; those that are not there are left out. */
  read(fileIds: readonly string[]): Promise<readonly MediaFile[]>;
  /** For good. */
  delete(fileIds: readonly string[]): Promise<void>;
}

/** Between two questions about one site's accepted files. */
const SETTLE_INTERVAL_MS = 5000;
/** getFileDescriptors takes as many. */
const FILES_PER_QUESTION = 100;

/**
 * Takes Wix's word about files in: this alone makes an item ready.
 * @returns the same files with what the ledger knows of their bytes; `extraIds`: further copies of ready items, which may
 * or may not exist.
 */
export async function recordDescriptions(
  ledger: LedgerServices,
  instanceId: string,
  files: readonly MediaFile[],
): Promise<{ files: readonly MediaFile[]; extraIds: readonly string[] }> {
  const { moved, ...recorded } = await ledger.connection.transaction(async (transaction) => {
    const links = await uploadsOfFiles(
      transaction,
      instanceId,
      files.map(({ id }) => id),
    );
    const uploadIds = [...new Set(links.map(({ uploadId }) => uploadId))];
    const items = new Map((await lockItems(transaction, instanceId, uploadIds)).map((item) => [item.uploadId, item]));
    const tickets = await ticketsOf(transaction, instanceId, uploadIds);
    const rowsOf = (fileId: string) =>
      links.flatMap((link) => (link.fileId === fileId ? (items.get(link.uploadId) ?? []) : []));
    const comparable = await comparableTypes(transaction, instanceId, files, rowsOf);
    const circumstances = { now: ledger.now(), comparable };

    const changed = new Map<string, ItemRow>();
    for (const file of files) {
      for (const item of rowsOf(file.id)) {
        if (!concerns(file, item, tickets)) continue;
        const described = changeItem(item, { type: 'described', file }, circumstances);
        if (described !== item) changed.set(item.uploadId, described);
      }
    }
    await saveItems(transaction, instanceId, [...changed.values()]);
    await markTickets(transaction, instanceId, [...changed.values()].flatMap(badCopy), { rejected: true });
    const after = new Map([...items, ...changed]);
    return {
      moved: [...changed.values()].filter(({ uploadId, state }) => items.get(uploadId)?.state !== state),
      files: files.map((file) => withVerification(file, after.values())),
      extraIds: extrasOf(after, tickets, files),
    };
  });
  ledger.tell?.(instanceId, moved.map(fileChanged));
  return recorded;
}

/**
 * Takes in what Wix had told of files before the page said that they are its own: both words then cost one writing.
 * @param items locked, and not yet written back. Those of which Wix told that they are ready are made so in here.
 * @returns the news to tell once it is written, and whether words remain that need more than this: they stay due.
 */
export async function readyAsTold(
  transaction: Connection,
  instanceId: string,
  items: Map<string, ItemRow>,
  now: Date,
): Promise<{ readonly news: readonly LiveEvent[]; readonly areMoreDue: boolean }> {
  const accepted = new Map<string, ItemRow>();
  for (const item of items.values()) if (item.state === 'accepted' && item.fileId) accepted.set(item.fileId, item);
  const told = await dueEventsOfFiles(transaction, instanceId, { now, fileIds: [...accepted.keys()] });
  const rowsOf = (fileId: string) => [accepted.get(fileId)].flatMap((item) => item ?? []);
  const files = told.map(({ file }) => file);
  const circumstances = { now, comparable: await comparableTypes(transaction, instanceId, files, rowsOf) };
  const ready = told.flatMap(({ fileId, eventId, file, isOnly }) => {
    const [item] = isOnly ? rowsOf(fileId) : [];
    const described = item && changeItem(item, { type: 'described', file }, circumstances);
    return described?.state === 'ready' ? { item: described, word: { fileId, eventId } } : [];
  });
  for (const { item } of ready) items.set(item.uploadId, item);
  const words = ready.map(({ word }) => word);
  await postponeFileEvents(transaction, instanceId, words, null);
  return { news: ready.map(({ item }) => fileChanged(item)), areMoreDue: ready.length < told.length };
}

function fileChanged({ uploadId, fileId, state, batchId }: ItemRow): LiveEvent {
  return { type: 'file-changed', uploadId, state, ...(fileId ? { fileId } : {}), ...(batchId ? { batchId } : {}) };
}

/** Kinds of media whose hashes can be compared: known from before, or proven by one of these very files. */
async function comparableTypes(
  connection: Connection,
  instanceId: string,
  files: readonly MediaFile[],
  rowsOf: (fileId: string) => readonly ItemRow[],
): Promise<ReadonlySet<string>> {
  const types = [...new Set(files.map(({ mediaType }) => mediaType))];
  const known = await comparableMediaTypes(connection, instanceId, types);
  const proven = files.filter(({ id, hash }) =>
    rowsOf(id).some(({ md5 }) => compareHashes(md5, hash, false) === 'verified'),
  );
  return new Set([...known, ...proven.map(({ mediaType }) => mediaType)]);
}

/** An item follows its own file, or before it has one the file of its latest ticket: an earlier try may still be replaced. */
function concerns(file: MediaFile, item: ItemRow, tickets: readonly TicketRow[]): boolean {
  if (item.fileId !== null) return item.fileId === file.id;
  const latest = tickets.filter(({ uploadId }) => uploadId === item.uploadId).at(-1);
  return latest?.fileId === file.id && !latest.rejected;
}

function badCopy(item: ItemRow): readonly string[] {
  const code = item.state === 'failed' ? item.failure?.code : undefined;
  return code === 'STORED_COPY_DIFFERS' || code === 'PROCESSING_FAILED' ? (item.fileId ? [item.fileId] : []) : [];
}

function withVerification(file: MediaFile, items: Iterable<ItemRow>): MediaFile {
  for (const { fileId, verification } of items) {
    if (fileId === file.id && verification !== null) return { ...file, verification };
  }
  return file;
}

function extrasOf(
  items: ReadonlyMap<string, ItemRow>,
  tickets: readonly TicketRow[],
  described: readonly MediaFile[],
): readonly string[] {
  const isThere = new Set(described.map(({ id }) => id));
  return tickets.flatMap(({ uploadId, fileId, deleted }) => {
    const item = items.get(uploadId);
    const isExtra = item?.state === 'ready' && item.fileId !== fileId;
    return fileId && isExtra && (!deleted || isThere.has(fileId)) ? fileId : [];
  });
}

/**
 * Asks Wix about accepted files that nobody waits for any more, the longest unheard ones first. At most once in five
 * seconds for a site, whichever process and page it comes from.
 */
export async function settleAccepted(ledger: LedgerServices, instanceId: string, siteFiles: SiteFiles): Promise<void> {
  const { connection } = ledger;
  const now = ledger.now();
  const accepted = await acceptedItems(connection, instanceId, FILES_PER_QUESTION);
  const fileIds = accepted.flatMap(({ fileId }) => fileId ?? []);
  if (fileIds.length === 0) return;
  const notSince = new Date(now.getTime() - SETTLE_INTERVAL_MS);
  if (!(await claimSettling(connection, instanceId, { now, notSince }))) return;
  const { extraIds } = await recordDescriptions(ledger, instanceId, await siteFiles.read(fileIds));
  // Files that Wix does not know (yet) must not keep the others from being asked about.
  await touchItems(
    connection,
    instanceId,
    accepted.map(({ uploadId }) => uploadId),
    now,
  );
  await deleteExtras(ledger, instanceId, siteFiles, extraIds);
}
