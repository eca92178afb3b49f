import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { alias, type PgColumn } from 'drizzle-orm/pg-core';
import type { Connection } from './connection.ts';
import { batches, items, tickets } from './schema.ts';

const twins = alias(items, 'twins');
const twinBatches = alias(batches, 'twin_batches');

/** What another upload brought to the very place of an unfinished one, after that was added. */
export interface Twin {
  /** Of the unfinished one. */
  readonly uploadId: string;
  /** What the other one brought. */
  readonly fileId: string;
  /** The folder that it was sent to. */
  readonly folderId: string;
}

/** Of a batch for site media its unfinished items that have a ready twin: same place, path, name, size and time, and no sample that differs. */
export async function twinsOfBatch(
  connection: Connection,
  instanceId: string,
  batchId: string,
): Promise<readonly Twin[]> {
  const place = (destination: PgColumn) => sql`${destination} - 'folderPath' - 'labels'`;
  const found = await connection
    .selectDistinctOn([items.uploadId], {
      uploadId: items.uploadId,
      fileId: twins.fileId,
      folderId: tickets.folderId,
    })
    .from(items)
    .innerJoin(batches, and(eq(batches.instanceId, items.instanceId), eq(batches.batchId, items.batchId)))
    .innerJoin(
      twins,
      and(
        eq(twins.instanceId, items.instanceId),
        eq(twins.path, items.path),
        eq(twins.name, items.name),
        eq(twins.sizeInBytes, items.sizeInBytes),
        eq(twins.lastModified, items.lastModified),
        or(isNull(items.sampleHash), isNull(twins.sampleHash), eq(twins.sampleHash, items.sampleHash)),
        // What was there before was looked at when the batch was planned, and decided about.
        gt(twins.position, items.position),
      ),
    )
    .innerJoin(twinBatches, and(eq(twinBatches.instanceId, twins.instanceId), eq(twinBatches.batchId, twins.batchId)))
    .innerJoin(tickets, and(eq(tickets.instanceId, twins.instanceId), eq(tickets.uploadId, twins.uploadId)))
    .where(
      and(
        eq(items.instanceId, instanceId),
        eq(items.batchId, batchId),
        inArray(items.state, ['queued', 'sending', 'failed']),
        eq(twins.state, 'ready'),
        sql`${batches.destination} ->> 'kind' = 'site-media'`,
        eq(place(batches.destination), place(twinBatches.destination)),
      ),
    )
    .orderBy(asc(items.uploadId));
  return found.flatMap(({ uploadId, fileId, folderId }) =>
    fileId === null || folderId === null ? [] : [{ uploadId, fileId, folderId }],
  );
}
