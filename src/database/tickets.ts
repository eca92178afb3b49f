import { and, asc, desc, eq, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Connection } from './connection.ts';
import { isAnyOf } from './is-any-of.ts';
import { items, tickets } from './schema.ts';

const countingItems = alias(items, 'counting_items');

export type TicketRow = typeof tickets.$inferSelect;
export type NewTicket = Pick<TicketRow, 'uploadId' | 'fileId' | 'folderId' | 'issuedAt'>;

export async function insertTickets(
  connection: Connection,
  instanceId: string,
  newTickets: readonly NewTicket[],
): Promise<void> {
  if (newTickets.length === 0) return;
  const records = newTickets.map(({ uploadId, fileId, folderId, issuedAt }) => ({
    upload_id: uploadId,
    file_id: fileId,
    folder_id: folderId,
    issued_at: issuedAt,
  }));
  await connection.execute(sql`
    insert into ${tickets} (instance_id, upload_id, file_id, folder_id, issued_at)
    select ${instanceId}, upload_id, file_id, folder_id, issued_at
    from jsonb_populate_recordset(null::${tickets}, ${JSON.stringify(records)}::jsonb)`);
}

/** All tickets of the uploads, oldest first. */
export async function ticketsOf(
  connection: Connection,
  instanceId: string,
  uploadIds: readonly string[],
): Promise<readonly TicketRow[]> {
  if (uploadIds.length === 0) return [];
  return connection
    .select()
    .from(tickets)
    .where(and(eq(tickets.instanceId, instanceId), isAnyOf(tickets.uploadId, uploadIds)))
    .orderBy(asc(tickets.ticketId));
}

/** Which upload each file belongs to, be it by a ticket or because the page said so. */
export async function uploadsOfFiles(
  connection: Connection,
  instanceId: string,
  fileIds: readonly string[],
): Promise<readonly { readonly uploadId: string; readonly fileId: string }[]> {
  if (fileIds.length === 0) return [];
  const byTicket = connection
    .select({ uploadId: tickets.uploadId, fileId: tickets.fileId })
    .from(tickets)
    .where(and(eq(tickets.instanceId, instanceId), isAnyOf(tickets.fileId, fileIds)));
  const byItem = connection
    .select({ uploadId: items.uploadId, fileId: items.fileId })
    .from(items)
    .where(and(eq(items.instanceId, instanceId), isAnyOf(items.fileId, fileIds)));
  const found = await byTicket.union(byItem);
  return found.flatMap(({ uploadId, fileId }) => (fileId === null ? [] : { uploadId, fileId }));
}

/** Those of the files that are tickets' second copies at this moment: their upload is ready as another file, and no item is this one. */
export async function extraCopies(
  connection: Connection,
  instanceId: string,
  fileIds: readonly string[],
): Promise<readonly string[]> {
  if (fileIds.length === 0) return [];
  const counted = connection
    .select({ one: sql`1` })
    .from(countingItems)
    .where(and(eq(countingItems.instanceId, instanceId), eq(countingItems.fileId, tickets.fileId)));
  const found = await connection
    .selectDistinct({ fileId: tickets.fileId })
    .from(tickets)
    .innerJoin(items, and(eq(items.instanceId, tickets.instanceId), eq(items.uploadId, tickets.uploadId)))
    .where(
      and(
        eq(tickets.instanceId, instanceId),
        isAnyOf(tickets.fileId, fileIds),
        eq(items.state, 'ready'),
        notExists(counted),
      ),
    );
  return found.flatMap(({ fileId }) => fileId ?? []);
}

/** Says of tickets' files that they do not count, or that they are gone. */
export async function markTickets(
  connection: Connection,
  instanceId: string,
  fileIds: readonly string[],
  mark: { readonly rejected: true } | { readonly deleted: true },
): Promise<void> {
  if (fileIds.length === 0) return;
  await connection
    .update(tickets)
    .set(mark)
    .where(and(eq(tickets.instanceId, instanceId), isAnyOf(tickets.fileId, fileIds)));
}

export interface NameInFolder {
  readonly folderId: string;
  readonly name: string;
}

/** Ids of the ready files that were sent to these folders under these names, of each name the one sent last. */
export async function readyFilesNamed(
  connection: Connection,
  instanceId: string,
  wanted: readonly NameInFolder[],
): Promise<readonly string[]> {
  if (wanted.length === 0) return [];
  const folderIds = sql.param(wanted.map(({ folderId }) => folderId));
  const names = sql.param(wanted.map(({ name }) => name));
  const asked = sql`unnest(${folderIds}::text[], ${names}::text[]) as asked(folder_id, name)`;
  const found = await connection
    .selectDistinctOn([tickets.folderId, items.name], { fileId: items.fileId })
    .from(tickets)
    .innerJoin(items, and(eq(items.instanceId, tickets.instanceId), eq(items.uploadId, tickets.uploadId)))
    .innerJoin(asked, and(eq(tickets.folderId, sql`asked.folder_id`), eq(items.name, sql`asked.name`)))
    .where(and(eq(tickets.instanceId, instanceId), eq(items.state, 'ready')))
    .orderBy(asc(tickets.folderId), asc(items.name), desc(items.position));
  return found.flatMap(({ fileId }) => fileId ?? []);
}
