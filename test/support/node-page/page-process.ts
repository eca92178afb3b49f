import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import type { ItemStatus } from '#upload-engine';

/** What a page is to do: add the files, or take the batch over and go on with it. */
export interface PageTask {
  readonly appUrl: string;
  readonly token: string;
  readonly paths: readonly string[];
  readonly batchId?: string;
}

export type PageNews =
  | { readonly type: 'awake' }
  | { readonly type: 'drives'; readonly batchId: string }
  | { readonly type: 'step'; readonly name: string; readonly status: ItemStatus };

/** One page in a process of its own. */
export interface PageProcess {
  begin(task: PageTask): void;
  /** Resolves with the batch once this page drives it; rejects when the process ends before. */
  drives(): Promise<string>;
  /** Resolves when files have come into this state so many times since the page began, or the process has ended. */
  hasMade(status: ItemStatus, times: number): Promise<void>;
  /** SIGSTOP, as a laptop that is closed: the page knows nothing of the time that passes. */
  freeze(): void;
  thaw(): void;
  /** SIGKILL: resolves when it is gone. */
  kill(): Promise<void>;
}

export interface PageProcesses {
  /** A page that is loaded and waits for its task. */
  load(): Promise<PageProcess>;
  /** Kills what still runs. */
  close(): Promise<void>;
}

const projectRoot = resolve(import.meta.dirname, '../../..');

export async function buildPageProcesses(): Promise<PageProcesses> {
  const cache = join(projectRoot, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, 'node-page-'));
  await build({
    root: projectRoot,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: { ssr: join(import.meta.dirname, 'main.ts'), target: 'node20', outDir, emptyOutDir: true },
  });
  const loaded: PageProcess[] = [];
  return {
    async load() {
      const child = fork(join(outDir, 'main.js'), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
      const page = follow(child);
      loaded.push(page);
      await once(child, 'message');
      return page;
    },
    async close() {
      await Promise.all(loaded.map((page) => page.kill()));
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}

function follow(child: ChildProcess): PageProcess {
  const listeners = new Set<() => void>();
  const made = new Map<ItemStatus, number>();
  let complaints = '';
  let driven: string | undefined;
  const tellAll = () => {
    for (const listener of [...listeners]) listener();
  };
  child.stderr?.on('data', (text) => (complaints += text));
  child.on('message', (news: PageNews) => {
    if (news.type === 'drives') driven = news.batchId;
    if (news.type === 'step') made.set(news.status, (made.get(news.status) ?? 0) + 1);
    tellAll();
  });
  let hasEnded = false;
  const ended = once(child, 'close').then(() => {
    hasEnded = true;
    tellAll();
  });
  return {
    begin: (task) => child.send(task),
    drives: () =>
      new Promise((resolveBatch, reject) => {
        const look = () => {
          if (driven !== undefined) resolveBatch(driven);
          else if (hasEnded) reject(new Error(`the page ended before it drove:\n${complaints}`));
          else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
    hasMade: (status, times) =>
      new Promise((resolveStep) => {
        const look = () => {
          if (!hasEnded && (made.get(status) ?? 0) < times) return;
          listeners.delete(look);
          resolveStep();
        };
        listeners.add(look);
        look();
      }),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
