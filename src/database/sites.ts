import { and, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import type { Connection } from './connection.ts';
import {
  batches,
  doubtfulCopies,
  fileEvents,
  items,
  quotaWindows,
  siteLocks,
  sites,
  tickets,
  webhookEvents,
} from './schema.ts';

/** The site called: it is there (again), whatever was said of it before. */
export async function touchSite(connection: Connection, instanceId: string, now: Date): Promise<void> {
  await connection
    .insert(sites)
    .values({ instanceId, firstSeenAt: now, lastSeenAt: now })
    .onConflictDoUpdate({ target: sites.instanceId, set: { lastSeenAt: now, removedAt: null } });
}

/**
 * Wix says that the app was installed on the site or removed from it. Everything of a removed site goes when it stays away.
 * @param toldAt when Wix sent the word, to the second. These words have no id and keep no order: one that is older than the
 * latest is ignored, and a removal also where it is as old, since nothing may be deleted by mistake.
 * @returns whether it counted.
 */
export async function recordInstallation(
  connection: Connection,
  instanceId: string,
  { isInstalled, toldAt, now }: { readonly isInstalled: boolean; readonly toldAt: Date; readonly now: Date },
): Promise<boolean> {
  const removedAt = isInstalled ? null : now;
  const recorded = await connection
    .insert(sites)
    .values({ instanceId, firstSeenAt: now, lastSeenAt: now, removedAt, installationToldAt: toldAt })
    .onConflictDoUpdate({
      target: sites.instanceId,
      set: {
        removedAt: isInstalled ? null : sql`coalesce(${sites.removedAt}, excluded.removed_at)`,
        installationToldAt: toldAt,
      },
      setWhere: sql`${sites.installationToldAt} is null
        or ${sites.installationToldAt} ${sql.raw(isInstalled ? '<=' : '<')} excluded.installation_told_at`,
    })
    .returning({ instanceId: sites.instanceId });
  return recorded.length > 0;
}

/**
 * Housekeeping over all sites: deletes everything of those removed before the date.
 * @returns the instance ids of the deleted sites.
 */
export async function deleteSitesRemovedBefore(connection: Connection, date: Date): Promise<readonly string[]> {
  return connection.transaction(async (transaction) => {
    const gone = await transaction
      .delete(sites)
      .where(lt(sites.removedAt, date))
      .returning({ instanceId: sites.instanceId });
    const instanceIds = gone.map(({ instanceId }) => instanceId);
    if (instanceIds.length === 0) return [];
    for (const table of [tickets, items, batches, quotaWindows, webhookEvents, fileEvents, siteLocks, doubtfulCopies]) {
      await transaction.delete(table).where(inArray(table.instanceId, instanceIds));
    }
    return instanceIds;
  });
}

/**
 * Claims the right to ask Wix about the site's accepted files.
 * @returns false when this or another process did so after `notSince`.
 */
export async function claimSettling(
  connection: Connection,
  instanceId: string,
  { now, notSince }: { readonly now: Date; readonly notSince: Date },
): Promise<boolean> {
  const claimed = await connection
    .update(sites)
    .set({ settledAt: now })
    .where(and(eq(sites.instanceId, instanceId), or(isNull(sites.settledAt), lt(sites.settledAt, notSince))))
    .returning({ instanceId: sites.instanceId });
  return claimed.length > 0;
}
