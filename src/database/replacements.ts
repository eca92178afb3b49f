import { and, asc, eq, isNotNull, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { ReplacementOutcome } from '#contracts';
import type { Connection } from './connection.ts';
import { isAnyOf } from './is-any-of.ts';
import { items, sites } from './schema.ts';

/** A ready file that has taken another one's place, which still lies where it was. */
export interface DueReplacement {
  readonly uploadId: string;
  readonly newFileId: string;
  readonly oldFileId: string;
  readonly readySince: Date;
}

const isDue = (): SQL | undefined =>
  and(eq(items.state, 'ready'), isNotNull(items.replaces), isNull(items.replacement));

/** Those that were ready before a time, and about which Wix was not asked since another one. */
export interface LeftReplacements {
  readonly readyBefore: Date;
  /** For those whose bytes nobody has compared with Wix's copy. */
  readonly uncomparedReadyBefore: Date;
  readonly askedBefore: Date;
}
export type WhichReplacements = { readonly uploadIds: readonly string[] } | LeftReplacements;

const isLeft = ({ readyBefore, uncomparedReadyBefore, askedBefore }: LeftReplacements): SQL | undefined =>
  and(
    lt(items.finishedAt, readyBefore),
    or(isNotNull(items.verification), lt(items.finishedAt, uncomparedReadyBefore)),
    or(isNull(items.replacementAskedAt), lt(items.replacementAskedAt, askedBefore)),
  );

/** Those about which Wix was asked longest ago first, and before them those about which it never was, in the order added. */
export async function dueReplacements(
  connection: Connection,
  instanceId: string,
  which: WhichReplacements,
  limit: number,
): Promise<readonly DueReplacement[]> {
  const rows = await connection
    .select({
      uploadId: items.uploadId,
      newFileId: items.fileId,
      oldFileId: items.replaces,
      readySince: items.finishedAt,
    })
    .from(items)
    .where(
      and(
        eq(items.instanceId, instanceId),
        isDue(),
        'uploadIds' in which ? isAnyOf(items.uploadId, which.uploadIds) : isLeft(which),
      ),
    )
    .orderBy(sql`${items.replacementAskedAt} asc nulls first`, asc(items.position))
    .limit(limit);
  return rows.flatMap(({ uploadId, newFileId, oldFileId, readySince }) =>
    newFileId !== null && oldFileId !== null && readySince !== null
      ? { uploadId, newFileId, oldFileId, readySince }
      : [],
  );
}

/** Housekeeping over all sites that have the app. */
export async function sitesWithDueReplacements(connection: Connection): Promise<readonly string[]> {
  const rows = await connection
    .selectDistinct({ instanceId: items.instanceId })
    .from(items)
    .innerJoin(sites, and(eq(sites.instanceId, items.instanceId), isNull(sites.removedAt)))
    .where(isDue());
  return rows.map(({ instanceId }) => instanceId);
}

/** Wix is being asked about them now. */
export async function markReplacementsAsked(
  connection: Connection,
  instanceId: string,
  uploadIds: readonly string[],
  now: Date,
): Promise<void> {
  if (uploadIds.length === 0) return;
  await connection
    .update(items)
    .set({ replacementAskedAt: now })
    .where(and(eq(items.instanceId, instanceId), isAnyOf(items.uploadId, uploadIds)));
}

export async function saveReplacements(
  connection: Connection,
  instanceId: string,
  uploadIds: readonly string[],
  outcome: ReplacementOutcome,
): Promise<void> {
  if (uploadIds.length === 0) return;
  await connection
    .update(items)
    .set({ replacement: outcome })
    .where(and(eq(items.instanceId, instanceId), isAnyOf(items.uploadId, uploadIds)));
}

/**
 * Whether an item's file became ready and went to the trash since, because a later upload has taken its place. One look into
 * the index for each item that is read: with `exists` PostgreSQL reads all that the site ever replaced, for each page again.
 */
export function isReplaced(connection: Connection, instanceId: string): SQL<boolean> {
  const later = alias(items, 'later');
  const taken = connection
    .select({ isTaken: sql`true` })
    .from(later)
    .where(
      and(
        eq(later.instanceId, instanceId),
        eq(later.replaces, items.fileId),
        // Word for word the index's: a parameter would not show that it serves.
        sql`${later.replacement} = 'trashed'`,
      ),
    )
    .limit(1);
  return sql<boolean>`(${items.state} = 'ready' and coalesce(${taken}, false))`;
}
