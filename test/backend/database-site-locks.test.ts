import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimSiteLock, type Database, openDatabase } from '#database';
import { createDatabaseSiteLocks } from '../../src/backend/database-site-locks.ts';
import { deferred } from '../support/deferred.ts';
import { type PostgresqlServer, startPostgresqlServer } from '../support/postgresql-server.ts';

let server: PostgresqlServer;
const databases: Database[] = [];
beforeAll(async () => {
  server = await startPostgresqlServer();
  const databaseUrl = await server.createDatabase();
  databases.push(await openDatabase({ databaseUrl }), await openDatabase({ databaseUrl }));
});
afterAll(async () => {
  for (const database of databases) await database.close();
  await server?.close();
});

/** Two processes on one PostgreSQL. */
const processes = () => databases.map(({ connection }) => createDatabaseSiteLocks(connection));

test('of forty runs in two processes one works at a time, and all of them do', async () => {
  const site = randomUUID();
  let running = 0;
  let most = 0;
  const work = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return 'done';
  };
  const runs = processes().flatMap((locks) => Array.from({ length: 20 }, () => locks.run(site, 'folders', work)));
  expect(await Promise.all(runs)).toEqual(Array(40).fill('done'));
  expect(most).toBe(1);
});

test('other sites and other work do not wait', async () => {
  const [first, second] = processes();
  const held = deferred<void>();
  const site = randomUUID();
  const holding = first?.run(site, 'folders', () => held.promise);
  await second?.run(randomUUID(), 'folders', async () => {});
  await second?.run(site, 'something else', async () => {});
  held.resolve();
  await holding;
});

test('work that fails gives the lock back and its error on', async () => {
  const [first, second] = processes();
  const site = randomUUID();
  await expect(first?.run(site, 'folders', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await second?.run(site, 'folders', async () => 'free')).toBe('free');
});

test('the lock of a process that died runs out', async () => {
  const [locks] = processes();
  const site = randomUUID();
  const connection = databases[1]?.connection ?? expect.fail('a database');
  const dead = { name: 'folders', holder: 'dead', lifetimeMs: 300 };
  expect(await claimSiteLock(connection, site, dead)).toBe(true);
  expect(await claimSiteLock(connection, site, { ...dead, holder: 'other' })).toBe(false);
  expect(await locks?.run(site, 'folders', async () => 'went on')).toBe('went on');
});
