import { and, asc, desc, eq, exists, gt, lt, not, type SQL, sql } from 'drizzle-orm';
import type { HistoryState } from '#contracts';
import type { Connection } from './connection.ts';
import { isAnyOf } from './is-any-of.ts';
import { type ItemSearch, isFound } from './item-search.ts';
import type { ItemRow } from './items.ts';
import { isReplaced } from './replacements.ts';
import { batches, items } from './schema.ts';

const ofSite = (instanceId: string) => eq(items.instanceId, instanceId);

export interface Paging {
  /** `position` of the last item of the page before. */
  readonly after?: number | undefined;
  readonly limit: number;
}

/** A batch's items in the order added. */
export async function itemsOfBatch(
  connection: Connection,
  instanceId: string,
  batchId: string,
  { after, limit }: Paging,
): Promise<readonly ItemRow[]> {
  return connection
    .select()
    .from(items)
    .where(
      and(ofSite(instanceId), eq(items.batchId, batchId), after === undefined ? undefined : gt(items.position, after)),
    )
    .orderBy(asc(items.position))
    .limit(limit);
}

/** A path stands for one file; a batch with more of them than this is none that a folder was dropped for. */
const MOST_ITEMS_PER_PATH = 10;

/** A batch's items with one of the paths, the first ones where a path is there again and again. */
export async function itemsByPath(
  connection: Connection,
  instanceId: string,
  batchId: string,
  paths: readonly string[],
): Promise<readonly ItemRow[]> {
  return connection
    .select()
    .from(items)
    .where(and(ofSite(instanceId), eq(items.batchId, batchId), isAnyOf(items.path, paths)))
    .orderBy(asc(items.position))
    .limit(paths.length * MOST_ITEMS_PER_PATH);
}

export interface HistoryFilter extends ItemSearch {
  readonly state?: HistoryState | undefined;
}

export interface SiteItem {
  readonly item: ItemRow;
  readonly isReplaced: boolean;
  /** Of its batch; null for an item without one. */
  readonly destination: typeof batches.$inferSelect.destination | null;
}

/** The site's items, newest first; `after` goes backwards. */
export async function itemsOfSite(
  connection: Connection,
  instanceId: string,
  filter: HistoryFilter,
  { after, limit }: Paging,
): Promise<readonly SiteItem[]> {
  return connection
    .select({ item: items, isReplaced: isReplaced(connection, instanceId), destination: batches.destination })
    .from(items)
    .leftJoin(batches, and(eq(batches.instanceId, items.instanceId), eq(batches.batchId, items.batchId)))
    .where(
      and(
        ofSite(instanceId),
        after === undefined ? undefined : lt(items.position, after),
        filter.state === undefined ? undefined : isInState(connection, instanceId, filter.state),
        isFound(connection, instanceId, filter),
      ),
    )
    .orderBy(desc(items.position))
    .limit(limit);
}

function isInState(connection: Connection, instanceId: string, state: HistoryState): SQL | undefined {
  if (state === 'replaced') return isReplaced(connection, instanceId);
  const isSo = eq(items.state, state);
  return state === 'ready' ? and(isSo, not(isReplaced(connection, instanceId))) : isSo;
}

/** Accepted items that were longest not heard of. */
export async function acceptedItems(
  connection: Connection,
  instanceId: string,
  limit: number,
): Promise<readonly { readonly uploadId: string; readonly fileId: string | null }[]> {
  return connection
    .select({ uploadId: items.uploadId, fileId: items.fileId })
    .from(items)
    .where(and(ofSite(instanceId), eq(items.state, 'accepted')))
    .orderBy(asc(items.updatedAt))
    .limit(limit);
}

/** The kinds of media for which a file of the site proved that Wix's hash is an MD5 of the bytes. */
export async function comparableMediaTypes(
  connection: Connection,
  instanceId: string,
  mediaTypes: readonly string[],
): Promise<ReadonlySet<string>> {
  if (mediaTypes.length === 0) return new Set();
  const kind = sql<string>`asked.media_type`;
  const isProven = exists(
    connection
      .select({ one: sql`1` })
      .from(items)
      .where(and(ofSite(instanceId), eq(items.verification, 'verified'), eq(items.mediaType, kind))),
  );
  // One look for each kind, however many files have proven it.
  const asked = sql`unnest(${sql.param([...mediaTypes])}::text[]) as asked(media_type)`;
  const proven = await connection.select({ kind }).from(asked).where(isProven);
  return new Set(proven.map((row) => row.kind));
}
