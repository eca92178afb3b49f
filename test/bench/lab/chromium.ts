import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { chromiumArgs, ensureChromium } from '../../support/chromium.ts';
import { CdpConnection } from './cdp-connection.ts';

export const WINDOW_WIDTH = 1280;
export const WINDOW_HEIGHT = 900;

/** A browser of its own: fresh profile, no other tab. */
export interface Chromium {
  readonly connection: CdpConnection;
  close(): Promise<void>;
}

function pipesOf(child: ChildProcess): { input: Readable; output: Writable } {
  const [, , , output, input] = child.stdio;
  if (!(input instanceof Readable) || !(output instanceof Writable)) throw new Error('Chromium has no debugging pipes');
  return { input, output };
}

/** Starts Chromium without a window and without Playwright, whose Network domain makes small uploads slower. */
export function startChromium(extraArgs: readonly string[] = []): Chromium {
  const profile = mkdtempSync(join(tmpdir(), 'uplift-bench-profile-'));
  const args = [
    '--headless',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    `--window-size=${WINDOW_WIDTH},${WINDOW_HEIGHT}`,
    ...chromiumArgs,
    ...extraArgs,
  ];
  const child = spawn(ensureChromium(), args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const { input, output } = pipesOf(child);
  const connection = new CdpConnection(input, output);
  return {
    connection,
    async close() {
      const exited = child.exitCode === null ? once(child, 'exit') : undefined;
      await connection.send('Browser.close').catch(() => child.kill('SIGKILL'));
      await exited;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}
