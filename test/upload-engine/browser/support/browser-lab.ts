import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build, preview } from 'vite';
import { launchChromium } from '../../../support/chromium.ts';

export interface BrowserLab {
  readonly browser: Browser;
  /** A fresh page with `window.lab`. Errors and warnings on its console are collected in `complaints`. */
  openPage(): Promise<{ readonly page: Page; readonly complaints: string[] }>;
  close(): Promise<void>;
}

/** The engine's browser side as a production build, in a real Chromium, on another origin than the upload host. */
export async function startBrowserLab(): Promise<BrowserLab> {
  const outDir = await mkdtemp(join(tmpdir(), 'engine-lab-'));
  const root = join(import.meta.dirname, '..', 'harness');
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
  const browser = await launchChromium();
  return {
    browser,
    async openPage() {
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(url);
      await page
        .waitForFunction(() => 'lab' in window, undefined, { timeout: 30_000 })
        .catch((error: unknown) => {
          throw new Error(`the harness did not start: ${complaints.join('; ')}`, { cause: error });
        });
      return { page, complaints };
    },
    async close() {
      await browser.close();
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
