import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const projectRoot = resolve(import.meta.dirname, '../..');

/** A built server in a folder of its own, with a page of one line. Below the project, since Node looks upwards for packages. */
export interface BuiltServer {
  readonly directory: string;
  /** Names of the files that the build wrote. */
  readonly files: readonly string[];
  start(environment: Readonly<Record<string, string>>, nodeOptions?: readonly string[]): ServerProcess;
  remove(): void;
}

export interface ServerProcess {
  readonly child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolves with the first line of standard output; rejects when the process ends before. */
  firstLine(): Promise<string>;
  /** Resolves with the exit code. */
  exited(): Promise<number | null>;
}

export async function buildServer(appId: string): Promise<BuiltServer> {
  const cache = join(projectRoot, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(join(cache, 'built-server-'));
  const outDir = join(directory, 'dist/server');
  await build({ configFile: join(projectRoot, 'vite/server.config.ts'), logLevel: 'error', build: { outDir } });
  mkdirSync(join(directory, 'dist/dashboard'));
  writeFileSync(join(directory, 'dist/dashboard/index.html'), '<html><head></head><body>the page</body></html>');
  writeFileSync(join(directory, 'wix.config.json'), JSON.stringify({ projectType: 'App', appId }));
  return {
    directory,
    files: readdirSync(outDir),
    start: (environment, nodeOptions = []) => startProcess(directory, environment, nodeOptions),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function startProcess(
  directory: string,
  environment: Readonly<Record<string, string>>,
  nodeOptions: readonly string[],
): ServerProcess {
  const child = spawn(process.execPath, [...nodeOptions, 'dist/server/main.js'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      STAND_IN_PORT: '0',
      DATA_DIR: join(directory, 'data'),
      ...environment,
    },
  });
  let [stdout, stderr] = ['', ''];
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const firstLine = new Promise<string>((resolveLine, reject) => {
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      if (stdout.includes('\n')) resolveLine(stdout.slice(0, stdout.indexOf('\n')));
    });
    void exited.then((code) => reject(new Error(`the server ended with ${code}:\n${stderr}`)));
  });
  firstLine.catch(() => undefined);
  return { child, stdout: () => stdout, stderr: () => stderr, firstLine: () => firstLine, exited: () => exited };
}
