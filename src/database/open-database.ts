import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Connection } from './connection.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';
import { createSiteEvents, type SiteEvents } from './site-events.ts';

export interface DatabaseOptions {
  /** `postgres://…`: a PostgreSQL server. */
  readonly databaseUrl?: string | undefined;
  /** Without a server: PGlite in the folder `database` below this one. Without either: PGlite in memory, for tests. */
  readonly dataDir?: string | undefined;
}

export interface Database {
  readonly kind: 'embedded' | 'postgresql';
  /** For the queries of `#database`. */
  readonly connection: Connection;
  readonly siteEvents: SiteEvents;
  /** @throws Error when the database does not answer. */
  ping(): Promise<void>;
  /** To be called every few seconds: what a database inside this process does not do by itself. */
  maintain(): Promise<void>;
  /** Waits for running queries; the database cannot be used afterwards. */
  close(): Promise<void>;
}

/**
 * Opens the database and brings it to the present schema.
 * @throws Error that says what to change, when it cannot be reached, is in use, or belongs to a newer version.
 */
export async function openDatabase({ databaseUrl, dataDir }: DatabaseOptions = {}): Promise<Database> {
  const engine = await openEngine(databaseUrl, dataDir);
  const { connection } = engine;
  try {
    await migrate(connection, migrations);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return {
    kind: engine.kind,
    connection,
    siteEvents: createSiteEvents(engine),
    async ping() {
      await connection.execute(sql`select 1`);
    },
    maintain: () => engine.maintain(),
    close: () => engine.close(),
  };
}

/** Only the engine in use is loaded: the embedded one is 20 MB of WebAssembly. */
async function openEngine(databaseUrl: string | undefined, dataDir: string | undefined) {
  if (databaseUrl !== undefined) return (await import('./postgresql-engine.ts')).openPostgresqlEngine(databaseUrl);
  const { openEmbeddedEngine } = await import('./embedded-engine.ts');
  return openEmbeddedEngine(dataDir === undefined ? undefined : join(dataDir, 'database'));
}
