import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './free-port.ts';

const projectRoot = resolve(import.meta.dirname, '../..');

/** The built product as `npm start` runs it, on free ports and with data of its own. */
export interface RunningUplift {
  /** The one address that a person opens: the stand-in's dashboard. */
  readonly dashboardUrl: string;
  readonly appUrl: string;
  /** The stand-in's API, upload host and control address. */
  readonly standInOrigin: string;
  readonly dataDir: string;
  /** Everything that the process wrote so far. */
  output(): string;
  /** Stops the process as a service manager does (SIGTERM), or pulls the plug (SIGKILL). The data stays. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts the process again on the same ports and data. */
  restart(): Promise<void>;
  /** Stops the process and removes its data. */
  dispose(): Promise<void>;
}

export async function startUplift(extraEnvironment: Readonly<Record<string, string>> = {}): Promise<RunningUplift> {
  const [port, standInPort] = [await freePort(), await freePort()];
  const dataDir = mkdtempSync(join(tmpdir(), 'uplift-'));
  let output = '';
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const started = spawn(process.execPath, ['dist/server/main.js'], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        WIX_APP_ID: '',
        WIX_APP_SECRET: '',
        WIX_PUBLIC_KEY: '',
        PORT: String(port),
        STAND_IN_PORT: String(standInPort),
        DATA_DIR: dataDir,
        ...extraEnvironment,
      },
    });
    child = started;
    started.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    started.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await untilReady(`http://127.0.0.1:${port}/readyz`, started, () => output);
  }

  async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  }

  await start();
  return {
    dashboardUrl: `http://localhost:${standInPort}/`,
    appUrl: `http://127.0.0.1:${port}/`,
    standInOrigin: `http://127.0.0.1:${standInPort}`,
    dataDir,
    output: () => output,
    stop,
    restart: start,
    dispose: async () => {
      await stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string, child: ChildProcess, output: () => string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended with code ${child.exitCode}:\n${output()}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolveWait) => setTimeout(resolveWait, 100));
  }
  throw new Error(`the server was not ready within 30 s:\n${output()}`);
}
