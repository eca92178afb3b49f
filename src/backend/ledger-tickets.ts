import { AppError, type LeaseProof, type TicketOutcome, type UploadTicket } from '#contracts';
import {
  findItems,
  holdsLease,
  type ItemRow,
  insertItems,
  insertTickets,
  lockItems,
  type NewItem,
  type NewTicket,
  saveItems,
  ticketsOf,
  touchSite,
} from '#database';
import type { SiteCaller } from './call-context.ts';
import { type Earlier, findArrived, type TicketFiles, type TicketWish } from './ledger-arrivals.ts';
import { type Circumstances, changeItem } from './ledger-item.ts';
import { keepTicket, resumableTicketOf } from './ledger-resume.ts';
import { type LedgerServices, underLease } from './ledger-services.ts';
import { fileIdOfTicket } from './ticket-file-id.ts';

export interface TicketCall<Wish extends TicketWish> {
  readonly caller: SiteCaller;
  readonly wishes: readonly Wish[];
  readonly lease?: LeaseProof | undefined;
  readonly siteFiles: TicketFiles;
  /** Gets tickets from Wix, one outcome per file. */
  readonly requestTickets: (wishes: readonly Wish[]) => Promise<readonly TicketOutcome[]>;
}

/** What a wish comes to; `fresh` tells Wix's new tickets from continued ones. */
interface Answer {
  readonly outcome: TicketOutcome;
  readonly fresh: boolean;
}

/**
 * Tickets that make no second copy: a file that an earlier try brought to Wix is answered instead of a ticket, an unfinished
 * resumable upload goes on, and only the rest gets new tickets, which are remembered before the page sees them.
 * @returns one outcome per wish, in the order asked.
 * @throws AppError LEASE_LOST.
 */
export async function ticketsThroughLedger<Wish extends TicketWish>(
  ledger: LedgerServices,
  call: TicketCall<Wish>,
): Promise<readonly TicketOutcome[]> {
  const { caller, lease, siteFiles } = call;
  const { connection } = ledger;
  // Asked for twice in one call, an upload still gets one ticket.
  const wishes = [...new Map(call.wishes.map((wish) => [wish.uploadId, wish])).values()];
  if (lease && !(await holdsLease(connection, caller.instanceId, lease))) throw new AppError({ code: 'LEASE_LOST' });
  const earlier = await readEarlier(ledger, caller.instanceId, wishes);
  const answers = new Map<string, Answer>();
  const answer = (outcome: TicketOutcome, fresh: boolean) => answers.set(outcome.uploadId, { outcome, fresh });

  const arrived = await findArrived(connection, caller.instanceId, siteFiles, wishes, earlier);
  for (const outcome of arrived.values()) answer(outcome, false);
  for (const item of earlier.items.values()) {
    const { uploadId } = item;
    const ticket = answers.has(uploadId) ? undefined : resumableTicketOf(ledger.secretBox, item, ledger.now());
    if (ticket) answer({ uploadId, ticket }, false);
  }
  const missing = wishes.filter(({ uploadId }) => !answers.has(uploadId));
  if (missing.length > 0) for (const outcome of await call.requestTickets(missing)) answer(outcome, true);

  await remember(ledger, { caller, wishes, lease }, answers);
  return call.wishes.map(
    ({ uploadId }) => answers.get(uploadId)?.outcome ?? { uploadId, failure: { code: 'INTERNAL' } },
  );
}

async function readEarlier(
  { connection }: LedgerServices,
  instanceId: string,
  wishes: readonly TicketWish[],
): Promise<Earlier> {
  const uploadIds = wishes.map(({ uploadId }) => uploadId);
  const tickets = await ticketsOf(connection, instanceId, uploadIds);
  // Without a ticket there was no try: nothing of it can be at Wix or go on.
  const tried = [...new Set(tickets.map(({ uploadId }) => uploadId))];
  const items = await findItems(connection, instanceId, tried);
  return { items: new Map(items.map((item) => [item.uploadId, item])), tickets };
}

/** Writes down what was answered. Files that the ledger did not know are taken in without a batch. */
async function remember(
  ledger: LedgerServices,
  { caller, wishes, lease }: Pick<TicketCall<TicketWish>, 'caller' | 'wishes' | 'lease'>,
  answers: ReadonlyMap<string, Answer>,
): Promise<void> {
  const { instanceId } = caller;
  const now = ledger.now();
  await touchSite(ledger.connection, instanceId, now);
  const answered = wishes.filter(({ uploadId }) => !('failure' in (answers.get(uploadId)?.outcome ?? { failure: {} })));
  const write = async (transaction: LedgerServices['connection']) => {
    const lock = async (locked: readonly TicketWish[]) => {
      const uploadIds = locked.map(({ uploadId }) => uploadId);
      return (await lockItems(transaction, instanceId, uploadIds)).map((item) => [item.uploadId, item] as const);
    };
    const known = new Map(await lock(answered));
    const unknown = answered.filter(({ uploadId }) => !known.has(uploadId));
    await insertItems(
      transaction,
      instanceId,
      unknown.map((wish) => newItem(wish, caller, now)),
    );
    const items = new Map([...known, ...(await lock(unknown))]);
    const changed = new Map<string, ItemRow>();
    const tickets: NewTicket[] = [];
    for (const wish of answered) {
      const item = items.get(wish.uploadId);
      const answer = answers.get(wish.uploadId);
      if (!item || !answer) continue;
      changed.set(wish.uploadId, changeByAnswer(ledger, item, wish, answer, now));
      if (answer.fresh && 'ticket' in answer.outcome) tickets.push(newTicket(wish, answer.outcome.ticket, now));
    }
    await saveItems(transaction, instanceId, [...changed.values()]);
    await insertTickets(transaction, instanceId, tickets);
  };
  await (lease ? underLease(ledger, instanceId, lease, write) : ledger.connection.transaction(write));
}

function newItem(wish: TicketWish, { userId }: SiteCaller, createdAt: Date): NewItem {
  const { uploadId, fileName, sizeInBytes, mimeType, replaces = null } = wish;
  return {
    uploadId,
    sizeInBytes,
    mimeType,
    path: fileName,
    name: fileName,
    batchId: null,
    lastModified: null,
    replaces,
    state: 'queued',
    userId,
    createdAt,
  };
}

function newTicket({ uploadId, parentFolderId }: TicketWish, ticket: UploadTicket, issuedAt: Date): NewTicket {
  return { uploadId, issuedAt, fileId: fileIdOfTicket(ticket) ?? null, folderId: parentFolderId ?? null };
}

function changeByAnswer(
  { secretBox }: LedgerServices,
  item: ItemRow,
  { uploadId, sizeInBytes, mimeType }: TicketWish,
  { outcome, fresh }: Answer,
  now: Date,
): ItemRow {
  const circumstances: Circumstances = { now, comparable: new Set() };
  if ('file' in outcome) {
    const accepted = changeItem(item, { type: 'accepted', uploadId, fileId: outcome.file.id }, circumstances);
    return changeItem(accepted, { type: 'described', file: outcome.file }, circumstances);
  }
  const ticketed = changeItem(item, { type: 'ticketed' }, circumstances);
  const checked = changeItem(ticketed, { type: 'checked', uploadId, sizeInBytes, mimeType }, circumstances);
  if (!('ticket' in outcome)) return checked;
  return fresh
    ? keepTicket(secretBox, checked, outcome.ticket, now)
    : { ...checked, resumeOffers: checked.resumeOffers + 1 };
}
