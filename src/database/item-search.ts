import { and, eq, ilike, inArray, or, type SQL, sql } from 'drizzle-orm';
import type { HistoryRequest } from '#contracts';
import type { Connection } from './connection.ts';
import { batches, items } from './schema.ts';

/** Both ways are looked for, in any case. */
export interface ItemSearch {
  /** Part of the name, or of the folders that the item's batch goes to and its path below them, `/` between. */
  readonly search?: string | undefined;
  /** How these folders and the path begin. */
  readonly place?: HistoryRequest['place'];
}

/** Folders in a searched text of which one may be the last of a batch's and the next the first of a path. Nobody types as many. */
const MOST_FOLDERS_SEARCHED = 32;

/** Names of the folders that a batch goes to, from the top down, each with `/` behind it; empty where nobody wrote them down. */
const batchFolders = sql`coalesce((
  select string_agg(folder.name || '/', '' order by folder.depth)
  from jsonb_array_elements_text(${batches.destination} -> 'folderPath') with ordinality as folder (name, depth)
), '')`;

/**
 * Whether an item is found; undefined where nothing is searched for. Folders are put together once a batch and not once an
 * item, and items are still read from the newest on until there are enough.
 */
export function isFound(connection: Connection, instanceId: string, { search, place }: ItemSearch): SQL | undefined {
  const goesTo = (folders: string, kind?: string) =>
    inArray(
      items.batchId,
      connection
        .select({ batchId: batches.batchId })
        .from(batches)
        .where(
          and(
            eq(batches.instanceId, instanceId),
            kind === undefined ? undefined : sql`${batches.destination} ->> 'kind' = ${kind}`,
            ilike(batchFolders, folders),
          ),
        ),
    );
  return or(...(search ? isPart(goesTo, search) : []), ...(place ? isPlace(goesTo, place) : []));
}

/** Of items whose batch goes to folders like the pattern. */
type GoesTo = (folders: string, kind?: string) => SQL;

function isPart(goesTo: GoesTo, search: string): readonly (SQL | undefined)[] {
  const part = `%${escapeLike(search)}%`;
  return [
    ilike(items.name, part),
    ilike(items.path, part),
    goesTo(part),
    ...cutsOf(search).map(([folders, path]) => and(goesTo(`%${folders}`), ilike(items.path, `${path}%`))),
  ];
}

function isPlace(goesTo: GoesTo, { kind, below }: NonNullable<ItemSearch['place']>): readonly (SQL | undefined)[] {
  const cuts = [['', escapeLike(below)] as const, ...cutsOf(below)];
  return [
    goesTo(`${escapeLike(below)}%`, kind),
    ...cuts.map(([folders, path]) => and(goesTo(folders, kind), ilike(items.path, `${path}%`))),
  ];
}

const escapeLike = (text: string) => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/** How a text may go over from a batch's folders into a path, at each `/`. As patterns. */
function cutsOf(text: string): readonly (readonly [folders: string, path: string])[] {
  const names = text.split('/').map(escapeLike);
  return names
    .slice(1, MOST_FOLDERS_SEARCHED)
    .map((_, index) => [`${names.slice(0, index + 1).join('/')}/`, names.slice(index + 1).join('/')]);
}
