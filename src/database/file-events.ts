import { and, asc, eq, exists, inArray, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Connection } from './connection.ts';
import { fileEvents, items, tickets } from './schema.ts';

export type FileEventRow = typeof fileEvents.$inferSelect;
export type NewFileEvent = Omit<FileEventRow, 'instanceId' | 'dueAt'>;
type EventKey = Pick<FileEventRow, 'fileId' | 'eventId'>;

/**
 * Keeps the word unless a later one about the same file is here. Later is what Wix counted higher; where it did not count,
 * what happened later.
 * @returns whether it was kept; it is due at once then.
 */
export async function keepFileEvent(connection: Connection, instanceId: string, event: NewFileEvent): Promise<boolean> {
  const isLater = sql`case
    when ${fileEvents.sequence} is not null and excluded.sequence is not null
    then ${fileEvents.sequence} < excluded.sequence
    else ${fileEvents.happenedAt} < excluded.happened_at end`;
  const { fileId: _fileId, ...changed } = event;
  const kept = await connection
    .insert(fileEvents)
    .values({ instanceId, ...event, dueAt: event.receivedAt })
    .onConflictDoUpdate({
      target: [fileEvents.instanceId, fileEvents.fileId],
      set: { ...changed, dueAt: event.receivedAt },
      setWhere: isLater,
    })
    .returning({ fileId: fileEvents.fileId });
  return kept.length > 0;
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
  const eventIds = events.map(({ eventId }) => eventId);
  await connection
    .update(fileEvents)
    .set({ dueAt })
    .where(and(eq(fileEvents.instanceId, instanceId), inArray(fileEvents.eventId, eventIds)));
}

/**
 * Wix itself told which upload a file belongs to: the upload's latest ticket without a file id gets this one. It does so
 * only while the upload has no file; Wix may give the same word with a copy that people made of the file, which is theirs.
 */
export async function claimFileForUpload(
  transaction: Connection,
  instanceId: string,
  { uploadId, fileId }: { readonly uploadId: string; readonly fileId: string },
): Promise<void> {
  const [item] = await transaction
    .select({ fileId: items.fileId })
    .from(items)
    .where(and(eq(items.instanceId, instanceId), eq(items.uploadId, uploadId)))
    .for('update');
  if (!item || item.fileId !== null) return;
  const ofUpload = and(eq(tickets.instanceId, instanceId), eq(tickets.uploadId, uploadId));
  const known = await transaction
    .select({ fileId: tickets.fileId })
    .from(tickets)
    .where(and(ofUpload, eq(tickets.fileId, fileId)));
  if (known.length > 0) return;
  const latestUntold = sql`(select max(${tickets.ticketId}) from ${tickets} where ${and(ofUpload, isNull(tickets.fileId))})`;
  await transaction
    .update(tickets)
    .set({ fileId })
    .where(and(ofUpload, eq(tickets.ticketId, latestUntold)));
}

/** Housekeeping over all sites. */
export async function forgetFileEvents(connection: Connection, receivedBefore: Date): Promise<void> {
  await connection.delete(fileEvents).where(lt(fileEvents.receivedAt, receivedBefore));
}
