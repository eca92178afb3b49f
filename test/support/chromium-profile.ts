import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Frame } from 'playwright-core';
import { chromiumArgs, ensureChromium } from './chromium.ts';

/** A browser with a profile of its own on the disk, as a person has one. */
export interface ChromiumProfile {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** @param thirdPartyCookies the switch of Chromium's settings, which decides over all storage of other sites' frames */
export async function openChromiumProfile(thirdPartyCookies: 'allowed' | 'blocked'): Promise<ChromiumProfile> {
  const directory = mkdtempSync(join(tmpdir(), 'uplift-profile-'));
  mkdirSync(join(directory, 'Default'));
  const preferences = { profile: { cookie_controls_mode: thirdPartyCookies === 'blocked' ? 1 : 0 } };
  writeFileSync(join(directory, 'Default', 'Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(directory, {
    executablePath: ensureChromium(),
    args: chromiumArgs,
    viewport: { width: 1280, height: 900 },
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What a frame may keep, found out by trying. */
export async function storageOf(frame: Frame): Promise<'works' | 'throws'> {
  return frame.evaluate(async () => {
    const tries = [
      () => window.localStorage.getItem('probe'),
      () =>
        new Promise((resolve, reject) => {
          const request = indexedDB.open('probe');
          request.onsuccess = () => resolve(request.result.close());
          request.onerror = () => reject(request.error);
        }),
    ];
    const results = await Promise.allSettled(tries.map(async (attempt) => attempt()));
    const refused = results.filter(({ status }) => status === 'rejected').length;
    if (refused > 0 && refused < tries.length) throw new Error('one kind of storage works and the other does not');
    return refused === 0 ? 'works' : 'throws';
  });
}
