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

const FILE_LISTS = /\/site-media\/v1\/files($|\?)/;
const TICKETS = /generate-upload-url/;

async function asked(driver: DashboardDriver, method: string, path: RegExp): Promise<number> {
  return (await driver.requests()).filter((request) => request.method === method && path.test(request.path)).length;
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
  expect(await asked(driver, 'GET', FILE_LISTS)).toBe(5);
  expect(await asked(driver, 'POST', TICKETS)).toBe(500);
  const album = (await driver.library()).filter(({ path }) => path.at(-1) === 'Album');
  expect(album).toHaveLength(1_000);
  expect(new Set(album.map(({ md5 }) => md5)).size).toBe(1_000);
  await driver.close();
});

/** A tree with one picture in each folder. */
function writeShelves(place: string, seeds: readonly number[]): string {
  const shelves = join(directory, place, 'Shelves');
  for (const [shelf, seed] of seeds.entries()) {
    const folder = join(shelves, `${Math.floor(shelf / 20)}`, `${shelf}`);
    mkdirSync(folder, { recursive: true });
    const bytes = png(40, 30, 1);
    bytes.writeUInt32BE(seed, bytes.length - 4);
    writeFileSync(join(folder, 'front.png'), bytes);
  }
  return shelves;
}

test('of a tree that was sent before only folders with something else are listed, however many there are', async () => {
  const driver = await DashboardDriver.open(browser, uplift);
  await driver.setFaults({ callsPerMinute: 0, processingDelayMs: 100 });
  await driver.pickFolder(writeShelves('before', places(80)));
  await driver.untilReady(80);

  await driver.clearRequests();
  const again = writeShelves('again', places(80));
  for (const shelf of ['0/7', '2/43', '3/70']) writeFileSync(join(again, shelf, 'back.png'), png(9, 9, 1));
  await driver.pickFolder(again);
  await driver.get('plan-facts').getByText('80 files will be skipped').waitFor();
  await driver.get('plan-start').click();
  await driver.untilReady(83);
  expect(await asked(driver, 'GET', FILE_LISTS)).toBe(3);
  expect(await asked(driver, 'POST', TICKETS)).toBe(3);
  const shelves = (await driver.library()).filter(({ path }) => path.includes('Shelves'));
  expect(shelves).toHaveLength(83);
  await driver.close();
});
