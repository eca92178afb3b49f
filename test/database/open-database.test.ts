import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Database, keepFileEvents, openDatabase } from '#database';
import { fileEvent } from '../support/file-event.ts';
import { type PostgresqlServer, startPostgresqlServer } from '../support/postgresql-server.ts';

const event = fileEvent();
let server: PostgresqlServer;
let dataDir: string;
const opened: Database[] = [];

async function open(options: { databaseUrl?: string; dataDir: string }): Promise<Database> {
  const database = await openDatabase(options);
  opened.push(database);
  return database;
}

beforeAll(async () => {
  server = await startPostgresqlServer();
  dataDir = mkdtempSync(join(tmpdir(), 'uplift-data-'));
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
});
afterAll(async () => {
  await server?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('the embedded database keeps what was written when it is opened again', async () => {
  const first = await openDatabase({ dataDir });
  expect(first.kind).toBe('embedded');
  await keepFileEvents(first.connection, 'site', [event]);
  await first.close();
  const second = await open({ dataDir });
  expect(await keepFileEvents(second.connection, 'site', [event])).toEqual(new Set());
});

test('the embedded database is refused to a second user, in words that tell the cure', async () => {
  await open({ dataDir });
  await expect(openDatabase({ dataDir })).rejects.toThrow(/uses the embedded database.*DATA_DIR.*DATABASE_URL/);
});

test('the lock of a process that died is no obstacle', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  writeFileSync(join(dataDir, 'database.lock'), JSON.stringify({ pid: dead.pid, mark: '1' }));
  await expect(open({ dataDir })).resolves.toBeDefined();
});

test('the lock of an earlier process with the number of a living one is no obstacle', async () => {
  writeFileSync(join(dataDir, 'database.lock'), JSON.stringify({ pid: process.pid, mark: 'of an earlier start' }));
  await expect(open({ dataDir })).resolves.toBeDefined();
});

test('six processes that start together on one PostgreSQL migrate it once', async () => {
  const databaseUrl = await server.createDatabase();
  const databases = await Promise.all(Array.from({ length: 6 }, () => open({ databaseUrl, dataDir })));
  expect(databases.map((database) => database.kind)).toEqual(Array(6).fill('postgresql'));
  const answers = await Promise.all(databases.map(({ connection }) => keepFileEvents(connection, 'site', [event])));
  expect(answers.filter(({ size }) => size > 0)).toHaveLength(1);
});

test('a database that a newer version has migrated is refused', async () => {
  const databaseUrl = await server.createDatabase();
  const database = await open({ databaseUrl, dataDir });
  await database.connection.execute("insert into uplift_migrations (name, hash) values ('9999_later', 'x')");
  await expect(openDatabase({ databaseUrl, dataDir })).rejects.toThrow(
    /another version of Uplift \(migration 9999_later\)/,
  );
});

test('a database whose migration had another text is refused', async () => {
  const databaseUrl = await server.createDatabase();
  const database = await open({ databaseUrl, dataDir });
  await database.connection.execute("update uplift_migrations set hash = 'edited' where name like '0000%'");
  await expect(openDatabase({ databaseUrl, dataDir })).rejects.toThrow(/migration 0000_/);
});

test('a server that is not there is reported by the name of the variable, without the password', async () => {
  const refused = openDatabase({ databaseUrl: 'postgres://me:hunter2@127.0.0.1:9/none', dataDir });
  await expect(refused).rejects.toThrow(/DATABASE_URL cannot be used/);
  await expect(refused).rejects.not.toThrow(/hunter2/);
});

test('a closed database answers no ping', async () => {
  const database = await openDatabase({ databaseUrl: await server.createDatabase(), dataDir });
  await expect(database.ping()).resolves.toBeUndefined();
  await database.close();
  await expect(database.ping()).rejects.toThrow();
});
