import { and, asc, eq, getTableColumns, inArray, isNotNull, isNull, not, or, type SQL, sql } from 'drizzle-orm';
import type { LedgerState } from '#contracts';
import type { Connection } from './connection.ts';
import { isAnyOf } from './is-any-of.ts';
import { items } from './schema.ts';

export type ItemRow = typeof items.$inferSelect;
const newFields = [
  'uploadId',
  'batchId',
  'path',
  'name',
  'sizeInBytes',
  'lastModified',
  'mimeType',
  'state',
  'replaces',
  'userId',
  'createdAt',
] as const satisfies readonly (keyof ItemRow)[];
export type NewItem = Pick<ItemRow, (typeof newFields)[number]>;

const columns = getTableColumns(items);
const columnList = (fields: readonly (keyof ItemRow)[]) =>
  sql.raw(fields.map((field) => `"${columns[field].name}"`).join(', '));

/** Many rows travel as one JSON parameter: with one parameter a value, 500 rows take several times as long. */
function toRecord<Field extends keyof ItemRow>(row: Pick<ItemRow, Field>, fields: readonly Field[]) {
  return Object.fromEntries(fields.map((field) => [columns[field].name, row[field]]));
}

const ofSite = (instanceId: string) => eq(items.instanceId, instanceId);
const isOneOf = (instanceId: string, uploadIds: readonly string[]) =>
  and(ofSite(instanceId), isAnyOf(items.uploadId, uploadIds));

/** Adds items; those that are there stay as they are, except that an item without a batch joins the one given. */
export async function insertItems(
  connection: Connection,
  instanceId: string,
  newItems: readonly NewItem[],
): Promise<void> {
  if (newItems.length === 0) return;
  const records = newItems.map((item) => toRecord(item, newFields));
  await connection.execute(sql`
    insert into ${items} (instance_id, updated_at, ${columnList(newFields)})
    select ${instanceId}, created_at, ${columnList(newFields)}
    from jsonb_populate_recordset(null::${items}, ${JSON.stringify(records)}::jsonb)
    on conflict (instance_id, upload_id) do update set
      batch_id = excluded.batch_id,
      path = excluded.path,
      replaces = excluded.replaces,
      last_modified = coalesce(excluded.last_modified, ${items.lastModified})
    where ${items.batchId} is null and excluded.batch_id is not null`);
}

/** The items, locked until the transaction's end. Always in the same order, so that two transactions never wait for each other. */
export async function lockItems(
  transaction: Connection,
  instanceId: string,
  uploadIds: readonly string[],
): Promise<readonly ItemRow[]> {
  if (uploadIds.length === 0) return [];
  return transaction
    .select()
    .from(items)
    .where(isOneOf(instanceId, uploadIds))
    .orderBy(asc(items.uploadId))
    .for('update');
}

/** What a change can touch, nothing else. */
const savedFields = [
  'sizeInBytes',
  'mimeType',
  'sampleHash',
  'md5',
  'state',
  'bytesAccepted',
  'resumeUrl',
  'resumableTicket',
  'resumableTicketAt',
  'resumeOffers',
  'fileId',
  'url',
  'mediaType',
  'wixHash',
  'verification',
  'failure',
  'dismissed',
  'replacement',
  'updatedAt',
  'finishedAt',
] as const satisfies readonly (keyof ItemRow)[];
const assignments = sql.raw(
  savedFields.map((field) => `"${columns[field].name}" = changed."${columns[field].name}"`).join(', '),
);

/** Writes back rows that `lockItems` gave. */
export async function saveItems(transaction: Connection, instanceId: string, rows: readonly ItemRow[]): Promise<void> {
  if (rows.length === 0) return;
  const records = rows.map((row) => toRecord(row, ['uploadId', ...savedFields]));
  await transaction.execute(sql`
    update ${items} set ${assignments}
    from jsonb_populate_recordset(null::${items}, ${JSON.stringify(records)}::jsonb) as changed
    where ${items.instanceId} = ${instanceId} and ${items.uploadId} = changed.upload_id`);
}

export async function findItems(
  connection: Connection,
  instanceId: string,
  uploadIds: readonly string[],
): Promise<readonly ItemRow[]> {
  if (uploadIds.length === 0) return [];
  return connection.select().from(items).where(isOneOf(instanceId, uploadIds));
}

/** Items that are ready as one of these files. */
export async function readyItemsOfFiles(
  connection: Connection,
  instanceId: string,
  fileIds: readonly string[],
): Promise<readonly ItemRow[]> {
  if (fileIds.length === 0) return [];
  return connection
    .select()
    .from(items)
    .where(and(ofSite(instanceId), isAnyOf(items.fileId, fileIds), eq(items.state, 'ready')));
}

/** They were heard of now. */
export async function touchItems(
  connection: Connection,
  instanceId: string,
  uploadIds: readonly string[],
  now: Date,
): Promise<void> {
  if (uploadIds.length === 0) return;
  await connection.update(items).set({ updatedAt: now }).where(isOneOf(instanceId, uploadIds));
}

/** Gives up what has not arrived of a batch; should it arrive all the same, what it was to replace stays. */
export async function cancelUnsent(
  transaction: Connection,
  instanceId: string,
  batchId: string,
  now: Date,
): Promise<void> {
  const isOneOfBatch = and(ofSite(instanceId), eq(items.batchId, batchId));
  await transaction
    .update(items)
    .set({ replacement: 'kept' })
    .where(
      and(
        isOneOfBatch,
        inArray(items.state, ['queued', 'sending', 'failed']),
        isNotNull(items.replaces),
        isNull(items.replacement),
      ),
    );
  await transaction
    .update(items)
    .set({ state: 'cancelled', resumeUrl: null, resumableTicket: null, updatedAt: now, finishedAt: now })
    .where(and(isOneOfBatch, inArray(items.state, ['queued', 'sending'])));
}

const finishedStates: LedgerState[] = ['ready', 'skipped', 'cancelled'];

/**
 * Deletes items of the site with their tickets.
 * @param keep batches of which nothing is deleted.
 * @returns how many.
 */
export async function deleteItems(
  transaction: Connection,
  instanceId: string,
  { finishedOnly, keep }: { readonly finishedOnly: boolean; readonly keep: readonly string[] },
): Promise<number> {
  const conditions: (SQL | undefined)[] = [
    ofSite(instanceId),
    finishedOnly ? inArray(items.state, finishedStates) : undefined,
    keep.length > 0 ? or(isNull(items.batchId), not(inArray(items.batchId, [...keep]))) : undefined,
  ];
  const deleted = await transaction
    .delete(items)
    .where(and(...conditions))
    .returning({ position: items.position });
  return deleted.length;
}
