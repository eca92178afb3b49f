import { afterAll, beforeAll, describe } from 'vitest';
import { type Database, openDatabase } from '#database';
import { startPostgresqlServer } from './postgresql-server.ts';

export interface EngineUnderTest {
  readonly kind: Database['kind'];
  /** Of the whole block; tests keep apart by using sites (instance ids) of their own. */
  database(): Database;
}

interface Opened {
  readonly database: Database;
  close(): Promise<void>;
}

async function openEmbedded(): Promise<Opened> {
  const database = await openDatabase();
  return { database, close: () => database.close() };
}

async function openOnServer(): Promise<Opened> {
  const server = await startPostgresqlServer();
  const database = await openDatabase({ databaseUrl: await server.createDatabase() });
  return {
    database,
    async close() {
      await database.close();
      await server.close();
    },
  };
}

const openers = { embedded: openEmbedded, postgresql: openOnServer } as const;

/** The same behaviours on PGlite and on a real PostgreSQL server. */
export function onBothEngines(behaviours: (engine: EngineUnderTest) => void): void {
  for (const kind of ['embedded', 'postgresql'] as const) {
    describe(`on ${kind}`, () => {
      let opened: Opened;
      beforeAll(async () => {
        opened = await openers[kind]();
      });
      afterAll(() => opened?.close());
      behaviours({ kind, database: () => opened.database });
    });
  }
}
