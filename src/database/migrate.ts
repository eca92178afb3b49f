import { asc, sql } from 'drizzle-orm';
import { pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { Connection } from './connection.ts';
import type { Migration } from './migrations.ts';

/** Any number that no other application uses on the same database: the key of the lock under which migrations run. */
const MIGRATION_LOCK = 7_236_140_915;

const applied = pgTable('uplift_migrations', {
  name: text('name').primaryKey(),
  hash: text('hash').notNull(),
  appliedAt: timestamp('applied_at', { withTimezone: true }).notNull().defaultNow(),
});

/**
 * Brings the database to the schema of this version, all of it or nothing. Processes that start together wait for each
 * other: the first one migrates, the others find nothing to do.
 * @throws Error when the database was migrated by a newer version, or by another text of the same migration.
 */
export async function migrate(connection: Connection, migrations: readonly Migration[]): Promise<void> {
  await connection.transaction(async (transaction) => {
    await transaction.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    await transaction.execute(sql`create table if not exists ${applied} (
      name text primary key, hash text not null, applied_at timestamptz not null default now())`);
    const done = await transaction.select().from(applied).orderBy(asc(applied.name));
    assertSameHistory(done, migrations);
    for (const { name, hash, statements } of migrations.slice(done.length)) {
      for (const statement of statements) await transaction.execute(sql.raw(statement));
      await transaction.insert(applied).values({ name, hash });
    }
  });
}

function assertSameHistory(
  done: readonly { readonly name: string; readonly hash: string }[],
  migrations: readonly Migration[],
): void {
  for (const [index, { name, hash }] of done.entries()) {
    const known = migrations[index];
    if (known?.name === name && known.hash === hash) continue;
    throw new Error(
      `The database was changed by another version of Uplift (migration ${name}). Start that version, or a newer one.`,
    );
  }
}
