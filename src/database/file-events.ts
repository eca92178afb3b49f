import { and, asc, eq, exists, getTableColumns, isNotNull, lt, lte, ne, notExists, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Connection } from './connection.ts';
import { isAnyOf } from './is-any-of.ts';
import { fileEvents, items, tickets, webhookEvents } from './schema.ts';

export type FileEventRow = typeof fileEvents.$inferSelect;
export type NewFileEvent = Omit<FileEventRow, 'instanceId' | 'dueAt'>;
type EventKey = Pick<FileEventRow, 'fileId' | 'eventId'>;

const eventFields = [
  'fileId',
  'eventId',
  'uploadId',
  'sequence',
  'happenedAt',
  'file',
  'receivedAt',
  'dueAt',
] as const satisfies readonly (keyof FileEventRow)[];
const columns = getTableColumns(fileEvents);
const ownTickets = alias(tickets, 'own_tickets');
const toRecord = (event: FileEventRow) =>
  Object.fromEntries(eventFields.map((field) => [columns[field].name, event[field]]));
const columnList = sql.raw(eventFields.map((field) => columns[field].name).join(', '));

/** Later is what Wix counted higher; where it did not count, what happened later. The same rule as in `keepFileEvents`. */
function isLater(event: NewFileEvent, before: NewFileEvent): boolean {
  return event.sequence !== null && before.sequence !== null
    ? event.sequence > before.sequence
    : event.happenedAt > before.happenedAt;
}

/**
 * Keeps words in one go, all or none of them: of each file the latest one, be it among these or here already.
 * @returns the ids of the events that were kept; they are due at once. The others were here before, or are outdated.
 */
export async function keepFileEvents(
  connection: Connection,
  instanceId: string,
  events: readonly NewFileEvent[],
): Promise<ReadonlySet<string>> {
  if (events.length === 0) return new Set();
  const each = [...new Map(events.map((event) => [event.eventId, event])).values()];
  const latest = new Map<string, NewFileEvent>();
  for (const event of each) {
    const before = latest.get(event.fileId);
    if (!before || isLater(event, before)) latest.set(event.fileId, event);
  }
  // What is outdated already is remembered by its id alone.
  const records = each.map((event) => {
    const isLatest = latest.get(event.fileId) === event;
    return toRecord({ instanceId, ...event, dueAt: isLatest ? event.receivedAt : null });
  });
  const eventId = { eventId: sql<string>`event_id`.as('event_id') };
  const told = connection
    .$with('told', eventId)
    .as(sql`select * from jsonb_populate_recordset(null::${fileEvents}, ${JSON.stringify(records)}::jsonb)`);
  // In a fixed order, so that two processes that are told the same never wait for each other.
  const fresh = connection.$with('fresh', eventId).as(sql`
    insert into ${webhookEvents} (instance_id, event_id, received_at)
    select ${instanceId}, event_id, received_at from told order by event_id
    on conflict do nothing returning event_id`);
  const kept = connection.$with('kept', eventId).as(sql`
    insert into ${fileEvents} (instance_id, ${columnList})
    select ${instanceId}, ${columnList} from told
    where due_at is not null and event_id in (select event_id from fresh) order by file_id
    on conflict (instance_id, file_id) do update
    set (${columnList}) = (select ${sql.raw(eventFields.map((field) => `excluded.${columns[field].name}`).join(', '))})
    where case
      when ${fileEvents.sequence} is not null and excluded.sequence is not null
      then ${fileEvents.sequence} < excluded.sequence
      else ${fileEvents.happenedAt} < excluded.happened_at end
    returning event_id`);
  const rows = await connection.with(told, fresh, kept).select({ eventId: kept.eventId }).from(kept);
  return new Set(rows.map((row) => row.eventId));
}

/** Due words about files that an upload of the site has claimed. The others go on waiting. */
function isDue(connection: Connection, now: Date) {
  const one = { one: sql`1` };
  const ofTicket = and(eq(tickets.instanceId, fileEvents.instanceId), eq(tickets.fileId, fileEvents.fileId));
  const ofItem = and(eq(items.instanceId, fileEvents.instanceId), eq(items.fileId, fileEvents.fileId));
  const ofUpload = and(eq(items.instanceId, fileEvents.instanceId), eq(items.uploadId, fileEvents.uploadId));
  const isClaimed = or(
    exists(connection.select(one).from(tickets).where(ofTicket)),
    exists(connection.select(one).from(items).where(ofItem)),
    exists(connection.select(one).from(items).where(ofUpload)),
  );
  return and(isNotNull(fileEvents.dueAt), lte(fileEvents.dueAt, now), isClaimed);
}

/** The site's due words, the longest waiting first. */
export async function dueFileEvents(
  connection: Connection,
  instanceId: string,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly FileEventRow[]> {
  return connection
    .select()
    .from(fileEvents)
    .where(and(eq(fileEvents.instanceId, instanceId), isDue(connection, now)))
    .orderBy(asc(fileEvents.dueAt))
    .limit(limit);
}

/** A due word about one of the files asked about. */
export interface ToldFile extends EventKey {
  readonly file: FileEventRow['file'];
  /** No other ticket was given for the file's upload: there can be no second copy of it. */
  readonly isOnly: boolean;
}

/** The due words about these files. */
export async function dueEventsOfFiles(
  connection: Connection,
  instanceId: string,
  { now, fileIds }: { readonly now: Date; readonly fileIds: readonly string[] },
): Promise<readonly ToldFile[]> {
  if (fileIds.length === 0) return [];
  const { fileId, eventId, file } = columns;
  const others = connection
    .select({ one: sql`1` })
    .from(ownTickets)
    .innerJoin(tickets, and(eq(tickets.instanceId, ownTickets.instanceId), eq(tickets.uploadId, ownTickets.uploadId)))
    .where(
      and(
        eq(ownTickets.instanceId, fileEvents.instanceId),
        eq(ownTickets.fileId, fileEvents.fileId),
        ne(tickets.ticketId, ownTickets.ticketId),
      ),
    );
  return connection
    .select({ fileId, eventId, file, isOnly: sql<boolean>`${notExists(others)}` })
    .from(fileEvents)
    .where(and(eq(fileEvents.instanceId, instanceId), isAnyOf(fileEvents.fileId, fileIds), lte(fileEvents.dueAt, now)));
}

/** Housekeeping over all sites: those for which something is due. */
export async function sitesWithDueFileEvents(connection: Connection, now: Date): Promise<readonly string[]> {
  const rows = await connection
    .selectDistinct({ instanceId: fileEvents.instanceId })
    .from(fileEvents)
    .where(isDue(connection, now));
  return rows.map(({ instanceId }) => instanceId);
}

/** Sets when the words are due again; null: they were taken in. A later word that came meanwhile stays due. */
export async function postponeFileEvents(
  connection: Connection,
  instanceId: string,
  events: readonly EventKey[],
  dueAt: Date | null,
): Promise<void> {
  if (events.length === 0) return;
  const fileIds = events.map(({ fileId }) => fileId);
  const eventIds = events.map(({ eventId }) => eventId);
  // The file ids find the rows, the event ids tell whether they still hold the same word.
  const isSameWord = and(isAnyOf(fileEvents.fileId, fileIds), isAnyOf(fileEvents.eventId, eventIds));
  await connection
    .update(fileEvents)
    .set({ dueAt })
    .where(and(eq(fileEvents.instanceId, instanceId), isSameWord));
}

/**
 * Wix itself told which uploads files belong to: an upload's latest ticket without a file id gets the one told. It does so
 * only while the upload has no file; Wix may give the same word with a copy that people made of the file, which is theirs.
 * @param claims of each upload one.
 */
export async function claimFilesForUploads(
  connection: Connection,
  instanceId: string,
  claims: readonly { readonly uploadId: string; readonly fileId: string }[],
): Promise<void> {
  if (claims.length === 0) return;
  const records = claims.map(({ uploadId, fileId }) => ({ upload_id: uploadId, file_id: fileId }));
  await connection.execute(sql`
    with told as (
      select upload_id, file_id from jsonb_populate_recordset(null::${tickets}, ${JSON.stringify(records)}::jsonb)
    ), claiming as (
      select upload_id from ${items}
      where instance_id = ${instanceId} and file_id is null and upload_id in (select upload_id from told)
      order by upload_id for update
    ), untold as (
      select upload_id, max(ticket_id) as ticket_id from ${tickets}
      where instance_id = ${instanceId} and file_id is null and upload_id in (select upload_id from claiming)
      group by upload_id
    )
    update ${tickets} set file_id = told.file_id from told join untold using (upload_id)
    where ${tickets.instanceId} = ${instanceId} and ${tickets.ticketId} = untold.ticket_id and ${tickets.fileId} is null
      and not exists (
        select 1 from ${tickets} as known
        where known.instance_id = ${instanceId} and known.upload_id = told.upload_id and known.file_id = told.file_id
      )`);
}

/** Housekeeping over all sites. */
export async function forgetFileEvents(connection: Connection, receivedBefore: Date): Promise<void> {
  await connection.delete(fileEvents).where(lt(fileEvents.receivedAt, receivedBefore));
}
