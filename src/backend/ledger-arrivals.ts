import { AppError, type Failure, type MediaFile, type TicketOutcome } from '#contracts';
import { type Connection, comparableMediaTypes, type ItemRow, type TicketRow, uploadsOfFiles } from '#database';
import { compareHashes } from './compare-hashes.ts';
import type { SiteFiles } from './ledger-files.ts';

/** A file for which a ticket is wanted. Inbox media have no folder. */
export interface TicketWish {
  readonly uploadId: string;
  readonly fileName: string;
  readonly mimeType: string;
  readonly sizeInBytes: number;
  readonly parentFolderId?: string | undefined;
  readonly replaces?: string | undefined;
}

/** How to look for a file whose ticket did not tell its id. */
export interface FileSearch {
  readonly fileName: string;
  readonly sizeInBytes: number;
  readonly folderId: string;
  readonly notBefore: Date;
}

export interface TicketFiles extends SiteFiles {
  find(search: FileSearch): Promise<readonly MediaFile[]>;
}

/** What the ledger knows of the wished files from earlier tries. */
export interface Earlier {
  readonly items: ReadonlyMap<string, ItemRow>;
  readonly tickets: readonly TicketRow[];
}

/** getFileDescriptors takes as many. */
const FILES_PER_QUESTION = 100;
/** Wix's clock and ours may differ by that much. */
const CLOCK_TOLERANCE_MS = 120_000;

/** What Wix said of an upload's earlier tries: files that may be it, or why it did not say. */
type Answer = { readonly files: readonly MediaFile[] } | { readonly failure: Failure };

/**
 * Asks Wix which of the earlier tries did arrive: an answer that was lost is no failure, and a second copy is one. Where
 * Wix does not say, the upload has to wait: a ticket now could make that second copy.
 * @returns the outcomes of those that arrived or have to wait, by upload id.
 */
export async function findArrived(
  connection: Connection,
  instanceId: string,
  siteFiles: TicketFiles,
  wishes: readonly TicketWish[],
  earlier: Earlier,
): Promise<ReadonlyMap<string, TicketOutcome>> {
  const answers = await readCandidates(siteFiles, earlier);
  for (const wish of wishes) {
    const search = answers.has(wish.uploadId) ? undefined : searchFor(wish, earlier.tickets);
    if (!search) continue;
    const found = await answerOf(() => findUnclaimed(connection, instanceId, siteFiles, search, wish.uploadId));
    answers.set(wish.uploadId, found);
  }
  const types = [...answers.values()].flatMap((answer) => ('files' in answer ? answer.files : []));
  const comparable = await comparableMediaTypes(connection, instanceId, [
    ...new Set(types.map(({ mediaType }) => mediaType)),
  ]);
  const outcomes = new Map<string, TicketOutcome>();
  for (const wish of wishes) {
    const { uploadId } = wish;
    const answer = answers.get(uploadId);
    if (!answer) continue;
    if ('failure' in answer) {
      outcomes.set(uploadId, { uploadId, failure: answer.failure });
      continue;
    }
    const md5 = earlier.items.get(uploadId)?.md5 ?? null;
    const file = answer.files.find((candidate) => isWhole(candidate, wish, md5, comparable));
    if (file) outcomes.set(uploadId, { uploadId, file });
  }
  return outcomes;
}

function isWhole(file: MediaFile, wish: TicketWish, md5: string | null, comparable: ReadonlySet<string>): boolean {
  const hashes = compareHashes(md5, file.hash, comparable.has(file.mediaType));
  return file.operationStatus !== 'FAILED' && file.sizeInBytes === wish.sizeInBytes && hashes !== 'different';
}

async function answerOf(ask: () => Promise<readonly MediaFile[]>): Promise<Answer> {
  try {
    return { files: await ask() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { failure: error.failure };
  }
}

/** The files under the ids of the earlier tickets, and those that were accepted, by upload id. */
async function readCandidates(siteFiles: SiteFiles, { items, tickets }: Earlier): Promise<Map<string, Answer>> {
  const uploads = new Map<string, string>();
  for (const { uploadId, fileId, rejected, deleted } of tickets) {
    if (fileId && !rejected && !deleted) uploads.set(fileId, uploadId);
  }
  for (const { uploadId, fileId, state } of items.values()) {
    if (fileId && (state === 'accepted' || state === 'ready')) uploads.set(fileId, uploadId);
  }
  const fileIds = [...uploads.keys()];
  const answers = new Map<string, Answer>();
  for (let start = 0; start < fileIds.length; start += FILES_PER_QUESTION) {
    const asked = fileIds.slice(start, start + FILES_PER_QUESTION);
    const answer = await answerOf(() => siteFiles.read(asked));
    for (const fileId of asked) {
      const uploadId = uploads.get(fileId);
      if (uploadId !== undefined) answers.set(uploadId, joinAnswers(answers.get(uploadId), answer, fileId));
    }
  }
  // Where nothing was found, a try whose ticket did not tell its file's id may still be looked for.
  for (const [uploadId, answer] of answers) {
    if ('files' in answer && answer.files.length === 0) answers.delete(uploadId);
  }
  return answers;
}

/** A file that was found decides, even when another question stayed open. */
function joinAnswers(known: Answer | undefined, answer: Answer, fileId: string): Answer {
  const files = 'files' in answer ? answer.files.filter(({ id }) => id === fileId) : [];
  const before = known && 'files' in known ? known.files : [];
  if (before.length + files.length > 0) return { files: [...before, ...files] };
  if (known && 'failure' in known) return known;
  return 'failure' in answer ? answer : { files: [] };
}

function searchFor(wish: TicketWish, tickets: readonly TicketRow[]): FileSearch | undefined {
  const unreadable = tickets.find(({ uploadId, fileId }) => uploadId === wish.uploadId && fileId === null);
  if (!unreadable || wish.parentFolderId === undefined) return undefined;
  return {
    fileName: wish.fileName,
    sizeInBytes: wish.sizeInBytes,
    folderId: wish.parentFolderId,
    notBefore: new Date(unreadable.issuedAt.getTime() - CLOCK_TOLERANCE_MS),
  };
}

/** Files of that name and size that no other upload brought. */
async function findUnclaimed(
  connection: Connection,
  instanceId: string,
  siteFiles: TicketFiles,
  search: FileSearch,
  uploadId: string,
): Promise<readonly MediaFile[]> {
  const found = await siteFiles.find(search);
  const links = await uploadsOfFiles(
    connection,
    instanceId,
    found.map(({ id }) => id),
  );
  const claimed = new Set(links.filter((link) => link.uploadId !== uploadId).map(({ fileId }) => fileId));
  return found.filter(({ id }) => !claimed.has(id));
}
