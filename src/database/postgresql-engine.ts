import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Engine } from './engine.ts';
import * as schema from './schema.ts';

/** Connections of one process. PostgreSQL's own default allows 100 in all. */
const MOST_CONNECTIONS = 10;
const CONNECT_TIMEOUT_IN_SECONDS = 10;
const CLOSE_TIMEOUT_IN_SECONDS = 5;

/** A PostgreSQL server (tested with 15 and later), for any number of processes. */
export async function openPostgresqlEngine(databaseUrl: string): Promise<Engine> {
  const client = postgres(databaseUrl, {
    max: MOST_CONNECTIONS,
    connect_timeout: CONNECT_TIMEOUT_IN_SECONDS,
    onnotice: () => {},
  });
  try {
    await client`select 1`;
  } catch (error) {
    await client.end({ timeout: 0 });
    throw new Error(`The database of DATABASE_URL cannot be used: ${reasonOf(error)}`, { cause: error });
  }
  return {
    kind: 'postgresql',
    connection: drizzle(client, { schema }),
    async notify(channel, payload) {
      await client.notify(channel, payload);
    },
    async listen(channel, onPayload, onGap) {
      let listened = false;
      await client.listen(channel, onPayload, () => {
        if (listened) onGap();
        listened = true;
      });
    },
    // Its own autovacuum does it.
    maintain: async () => {},
    async close() {
      await client.end({ timeout: CLOSE_TIMEOUT_IN_SECONDS });
    },
  };
}

/** The server's own words; they name host, user and database, never the password. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message || error.name : String(error);
}
