import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Frame } from 'playwright-core';
import { chromiumArgs, ensureChromium } from './chromium.ts';

/** A browser with a profile of its own on the disk, as a person has one. */
export interface ChromiumProfile {
  /** Of the browser that runs now. */
  readonly context: BrowserContext;
  /** Closes the browser and opens it again: what is on the disk is all that is left. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** @param thirdPartyCookies the switch of Chromium's settings, which decides over all storage of other sites' frames */
export async function openChromiumProfile(thirdPartyCookies: 'allowed' | 'blocked'): Promise<ChromiumProfile> {
  const directory = mkdtempSync(join(tmpdir(), 'uplift-profile-'));
  mkdirSync(join(directory, 'Default'));
  const preferences = { profile: { cookie_controls_mode: thirdPartyCookies === 'blocked' ? 1 : 0 } };
  writeFileSync(join(directory, 'Default', 'Preferences'), JSON.stringify(preferences));
  const launch = () =>
    chromium.launchPersistentContext(directory, {
      executablePath: ensureChromium(),
      args: chromiumArgs,
      viewport: { width: 1280, height: 900 },
    });
  let context = await launch();
  return {
    get context() {
      return context;
    },
    async restart() {
      await context.close();
      context = await launch();
    },
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

/** Upload ids of the files of which the frame's browser keeps a copy. */
export async function keptUploads(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate(async () => {
    const settled = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const keys = (await indexedDB.databases()).map(async ({ name = '' }) => {
      const database = await settled(indexedDB.open(name));
      const stores = [...database.objectStoreNames];
      const found = stores.map((store) => settled(database.transaction(store).objectStore(store).getAllKeys()));
      const all = (await Promise.all(found)).flat().map(String);
      database.close();
      return all;
    });
    return (await Promise.all(keys)).flat();
  });
}
