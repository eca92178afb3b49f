import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Frame } from 'playwright-core';
import { build, preview } from 'vite';
import { chromiumArgs, ensureChromium } from '../../../support/chromium.ts';

export interface StorageLab {
  /** A folder that goes when the lab closes. */
  readonly folder: string;
  /** A new profile of a browser. */
  openProfile(thirdPartyCookies: 'allowed' | 'blocked'): Promise<Profile>;
  close(): Promise<void>;
}

export interface Profile {
  readonly context: BrowserContext;
  /** Errors that nobody caught, in any page or worker of the profile. */
  readonly complaints: string[];
  /** The harness in a page of its own. */
  openPage(): Promise<Frame>;
  /** The harness in a frame of a page of another site, as in a dashboard. */
  openFrame(): Promise<Frame>;
  close(): Promise<void>;
}

/** Hashing and storage as a production build in a real Chromium, alone and in another site's frame. */
export async function startStorageLab(): Promise<StorageLab> {
  const folder = await mkdtemp(join(tmpdir(), 'storage-lab-'));
  const root = join(import.meta.dirname, '..', 'storage-harness');
  const outDir = join(folder, 'built');
  await build({ root, configFile: false, logLevel: 'error', build: { outDir, emptyOutDir: true, target: 'esnext' } });
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'error',
    build: { outDir },
    preview: { port: 0, host: '127.0.0.1' },
  });
  const url = server.resolvedUrls?.local[0];
  if (!url) throw new Error('the harness is not served');
  const dashboard = createServer((_, response) => {
    response
      .setHeader('content-type', 'text/html')
      .end(`<!doctype html><title>another site</title><iframe src="${url}">`);
  });
  await new Promise<void>((resolve) => dashboard.listen(0, '127.0.0.1', resolve));
  const { port } = dashboard.address() as AddressInfo;
  let profiles = 0;

  return {
    folder,
    async openProfile(thirdPartyCookies) {
      profiles += 1;
      const profile = join(folder, `profile-${profiles}`);
      await mkdir(join(profile, 'Default'), { recursive: true });
      const preferences = { profile: { cookie_controls_mode: thirdPartyCookies === 'blocked' ? 1 : 0 } };
      await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
      const context = await chromium.launchPersistentContext(profile, {
        executablePath: ensureChromium(),
        // Tests may collect garbage when it hurts most.
        args: [...chromiumArgs, '--js-flags=--expose-gc'],
      });
      const complaints: string[] = [];
      context.on('weberror', (error) => complaints.push(String(error.error())));
      const started = async (frame: Frame | undefined): Promise<Frame> => {
        if (!frame) throw new Error('the harness is in no frame');
        await frame.waitForFunction(() => 'storage' in window, undefined, { timeout: 30_000 });
        return frame;
      };
      return {
        context,
        complaints,
        async openPage() {
          const page = await context.newPage();
          await page.goto(url);
          return started(page.mainFrame());
        },
        async openFrame() {
          const page = await context.newPage();
          await page.goto(`http://localhost:${port}/`);
          return started(page.frames().find((frame) => frame !== page.mainFrame()));
        },
        close: () => context.close(),
      };
    },
    async close() {
      dashboard.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
