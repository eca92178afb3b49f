import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { lockDirectory } from './directory-lock.ts';
import type { Engine } from './engine.ts';
import * as schema from './schema.ts';

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
    async close() {
      await client.close();
      unlock();
    },
  };
}
