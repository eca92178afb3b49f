import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { insertItems, itemsOfSite, touchSite } from '#database';
import { onBothEngines } from '../support/on-both-engines.ts';

const now = new Date(1_700_000_000_000);

onBothEngines(({ kind, database }) => {
  const newItem = () => ({
    uploadId: randomUUID(),
    batchId: null,
    path: 'a',
    name: 'a',
    sizeInBytes: 1,
    lastModified: null,
    mimeType: null,
    state: 'queued' as const,
    replaces: null,
    userId: 'dana',
    createdAt: now,
  });
  /** Rows as the planner believes; it believes in none before the first look. */
  async function believedRows(): Promise<number> {
    const rows = await database()
      .connection.select({ count: sql`reltuples`.mapWith(Number) })
      .from(sql`pg_class`)
      .where(sql`relname = 'items'`);
    return rows[0]?.count ?? Number.NaN;
  }

  test('what was added is still there afterwards, and a database without a server of its own knows its tables', async () => {
    const { connection } = database();
    const site = randomUUID();
    await touchSite(connection, site, now);
    await insertItems(connection, site, Array.from({ length: 500 }, newItem));
    if (kind === 'embedded') {
      // PostgreSQL counts changes with a delay.
      await expect
        .poll(
          async () => {
            await database().maintain();
            return believedRows();
          },
          { timeout: 15_000 },
        )
        .toBe(500);
    } else await database().maintain();
    expect(await itemsOfSite(connection, site, {}, { limit: 1_000 })).toHaveLength(500);
  });
});
