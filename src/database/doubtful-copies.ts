import { and, asc, eq, lte } from 'drizzle-orm';
import type { Connection } from './connection.ts';
import { isAnyOf } from './is-any-of.ts';
import { doubtfulCopies } from './schema.ts';

/** Remembers files that may yet turn up beside the copy that counts. */
export async function rememberDoubtfulCopies(
  connection: Connection,
  instanceId: string,
  fileIds: readonly string[],
  dueAt: Date,
): Promise<void> {
  if (fileIds.length === 0) return;
  await connection
    .insert(doubtfulCopies)
    .values(fileIds.map((fileId) => ({ instanceId, fileId, dueAt })))
    .onConflictDoNothing();
}

/** Those that it is time to look for, the oldest first. */
export async function dueDoubtfulCopies(
  connection: Connection,
  instanceId: string,
  now: Date,
  limit: number,
): Promise<readonly string[]> {
  const due = await connection
    .select({ fileId: doubtfulCopies.fileId })
    .from(doubtfulCopies)
    .where(and(eq(doubtfulCopies.instanceId, instanceId), lte(doubtfulCopies.dueAt, now)))
    .orderBy(asc(doubtfulCopies.dueAt))
    .limit(limit);
  return due.map(({ fileId }) => fileId);
}

export async function forgetDoubtfulCopies(
  connection: Connection,
  instanceId: string,
  fileIds: readonly string[],
): Promise<void> {
  if (fileIds.length === 0) return;
  await connection
    .delete(doubtfulCopies)
    .where(and(eq(doubtfulCopies.instanceId, instanceId), isAnyOf(doubtfulCopies.fileId, fileIds)));
}
