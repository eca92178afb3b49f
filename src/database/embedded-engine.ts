import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { lockDirectory } from './directory-lock.ts';
import type { Engine } from './engine.ts';
import * as schema from './schema.ts';

/** Tables of which a fifth has changed since the last look, as a server's autovacuum decides. Their names are quoted. */
const changedTables = `
  select quote_ident(relname) as name from pg_stat_user_tables
  where n_mod_since_analyze > 100 + 0.2 * n_live_tup`;

function claim(directory: string): () => void {
  mkdirSync(dirname(directory), { recursive: true });
  return lockDirectory(directory);
}

/**
 * PostgreSQL inside this process (PGlite): one process, no server to run.
 * @param directory absent: in memory, gone when it closes.
 */
export async function openEmbeddedEngine(directory: string | undefined): Promise<Engine> {
  const unlock = directory === undefined ? () => {} : claim(directory);
  const client = await PGlite.create({ ...(directory === undefined ? {} : { dataDir: directory }) }).catch(
    (error: unknown) => {
      unlock();
      throw error;
    },
  );
  return {
    kind: 'embedded',
    connection: drizzle(client, { schema }),
    async notify(channel, payload) {
      await client.query('select pg_notify($1, $2)', [channel, payload]);
    },
    async listen(channel, onPayload) {
      await client.listen(channel, onPayload);
    },
    async maintain() {
      const { rows } = await client.query<{ name: string }>(changedTables);
      for (const { name } of rows) await client.exec(`vacuum (analyze) ${name}`);
    },
    async close() {
      await client.close();
      unlock();
    },
  };
}
