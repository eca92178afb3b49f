import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { png } from '../support/sample-files.ts';
import { DashboardDriver } from './dashboard-driver.ts';

let browser: Browser;
let uplift: RunningUplift;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-known-'));
  [browser, uplift] = await Promise.all([launchChromium(), startUplift({ WIX_CALLS_PER_MINUTE: '100000' })]);
});
afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
  rmSync(directory, { recursive: true, force: true });
});

/** A folder with pictures of equal size, each like no other but the one with the same seed. */
function writeAlbum(place: string, pictures: readonly { readonly name: string; readonly seed: number }[]): string {
  const album = join(directory, place, 'Album');
  mkdirSync(album, { recursive: true });
  for (const { name, seed } of pictures) {
    const bytes = png(40, 30, 1);
    bytes.writeUInt32BE(seed, bytes.length - 4);
    writeFileSync(join(album, name), bytes);
  }
  return album;
}

const places = (count: number) => Array.from({ length: count }, (_, place) => place);

test('of 1,000 files of which 500 lie there under other names exactly the other 500 are sent, after five calls to look', async () => {
  const driver = await DashboardDriver.open(browser, uplift);
  await driver.setFaults({ callsPerMinute: 0, processingDelayMs: 100 });
  await driver.pickFolder(
    writeAlbum(
      'before',
      places(500).map((seed) => ({ name: `IMG_${seed}.png`, seed })),
    ),
  );
  await driver.untilReady(500);

  await driver.clearRequests();
  await driver.pickFolder(
    writeAlbum(
      'now',
      places(1_000).map((seed) => ({ name: `wedding ${seed}.png`, seed })),
    ),
  );
  await driver.get('plan-facts').getByText('500 files will be skipped').waitFor();
  await driver.get('plan-start').click();
  await driver.untilReady(1_000);
  const asked = async (method: string, path: RegExp) =>
    (await driver.requests()).filter((request) => request.method === method && path.test(request.path)).length;
  expect(await asked('GET', /\/site-media\/v1\/files($|\?)/)).toBe(5);
  expect(await asked('POST', /generate-upload-url/)).toBe(500);
  const album = (await driver.library()).filter(({ path }) => path.at(-1) === 'Album');
  expect(album).toHaveLength(1_000);
  expect(new Set(album.map(({ md5 }) => md5)).size).toBe(1_000);
  await driver.close();
});
