import { sql } from 'drizzle-orm';
import { type Database, openDatabase } from '#database';

let shared: Promise<Database> | undefined;

/** The test file's database in memory, emptied: making a new one for each test costs a second. */
export async function emptyDatabase(): Promise<Database> {
  shared ??= openDatabase();
  const database = await shared;
  await database.connection.execute(
    sql`truncate sites, batches, items, tickets, quota_windows, webhook_events, file_events, site_locks, doubtful_copies restart identity`,
  );
  return database;
}
