import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { png } from '../support/sample-files.ts';
import { DashboardDriver, type LibraryFile } from './dashboard-driver.ts';

let browser: Browser;
let uplift: RunningUplift;
let directory: string;
let driver: DashboardDriver;

beforeAll(async () => {
  [browser, uplift] = await Promise.all([launchChromium(), startUplift()]);
});
afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
});
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-tree-'));
  driver = await DashboardDriver.open(browser, uplift);
});
afterEach(async () => {
  await driver.close();
  rmSync(directory, { recursive: true, force: true });
});

let seed = 0;
/** Writes a picture that is like no other. */
function write(path: string): void {
  const whole = join(directory, path);
  mkdirSync(dirname(whole), { recursive: true });
  seed += 1;
  writeFileSync(whole, png(40 + seed, 30, seed));
}

const isInTrash = (file: LibraryFile) => 'trashed' in file && file.trashed === true;

async function arrived(top: string): Promise<readonly string[]> {
  const files = (await driver.library()).filter((file) => file.path.includes(top) && !isInTrash(file));
  return files.map((file) => [...file.path, file.displayName].slice(file.path.indexOf(top)).join('/')).sort();
}

const ticketsAskedFor = async () =>
  (await driver.requests()).filter(({ path }) => path.includes('generate-upload-url')).length;
const foldersMade = async () =>
  (await driver.requests()).filter(({ method, path }) => method === 'POST' && path.endsWith('/site-media/v1/folders'))
    .length;

const deep = Array.from({ length: 20 }, (_, level) => `level ${level + 1}`).join('/');

test('a dropped tree arrives as it is on the disk, and dropped again it sends and makes nothing', async () => {
  const paths = ['Wedding/Church/001.png', 'Wedding/Party/001.png', 'Wedding/001.png', `Wedding/${deep}/bottom.png`];
  for (const path of paths) write(path);
  write('Wedding/cafe\u0301/menu.png');
  writeFileSync(join(directory, 'Wedding/.DS_Store'), 'x');
  await driver.clearRequests();
  await driver.drop([join(directory, 'Wedding')]);
  await driver.untilReady(5);
  expect(await arrived('Wedding')).toEqual([...paths, 'Wedding/caf\u00e9/menu.png'].sort());
  expect(await foldersMade()).toBe(24);
  await driver.get('intake-notice').getByText('Found 6 files, took 5, left out 1').waitFor();

  await driver.clearRequests();
  await driver.drop([join(directory, 'Wedding')]);
  await driver.get('plan-panel').waitFor();
  await driver.get('plan-facts').getByText('5 files will be skipped').waitFor();
  await driver.get('plan-start').click();
  await driver.frame.locator('[data-hook="upload-row"][data-status="skipped"]').first().waitFor();
  expect([await ticketsAskedFor(), await foldersMade()]).toEqual([0, 0]);
  expect(await arrived('Wedding')).toHaveLength(5);
});

test('a folder sent again sends what is new and what changed, and the replaced file lies in the trash', async () => {
  for (const name of ['same 1.png', 'same 2.png', 'changed.png']) write(`Prices/${name}`);
  await driver.drop([join(directory, 'Prices')]);
  await driver.untilReady(3);
  const before = (await driver.library()).find((file) => file.displayName === 'changed.png');
  write('Prices/changed.png');
  write('Prices/new.png');

  await driver.clearRequests();
  await driver.drop([join(directory, 'Prices')]);
  await driver.get('plan-panel').waitFor();
  await driver.frame.getByLabel('What to do with Prices/changed.png').selectOption('replace');
  await driver.get('plan-start').click();
  await driver.untilReady(5);
  expect(await ticketsAskedFor()).toBe(2);
  await expect
    .poll(() => arrived('Prices'))
    .toEqual(['Prices/changed.png', 'Prices/new.png', 'Prices/same 1.png', 'Prices/same 2.png']);
  const replaced = (await driver.library()).find(({ id }) => id === before?.id);
  expect(replaced && isInTrash(replaced)).toBe(true);

  const historyOf = (status: string) =>
    driver.frame.locator(`[data-hook="history-row"][data-path="Prices/changed.png"][data-status="${status}"]`);
  // What became of the old file is written down a moment after it is in the trash.
  await expect
    .poll(async () => {
      await driver.get('upload-tab').click();
      await driver.get('history-tab').click();
      await driver.get('history-row').first().waitFor();
      return historyOf('replaced').count();
    })
    .toBe(1);
  expect(await historyOf('ready').getAttribute('data-url')).not.toBe('');
  expect(await historyOf('replaced').getAttribute('data-url')).toBe('');
});

/** The slower of two tabs may find the other's files there already, and then has something to ask. */
async function untilOver(tab: DashboardDriver, files: number): Promise<void> {
  const over = tab.frame.locator('[data-hook="upload-row"]:is([data-status="ready"], [data-status="skipped"])');
  const panel = tab.get('plan-panel');
  await expect
    .poll(
      async () => {
        if ((await panel.count()) > 0) await panel.locator('[data-hook="plan-start"]').click();
        return over.count();
      },
      { timeout: 90_000 },
    )
    .toBe(files);
}

test('two tabs that drop one tree at once share its folders', async () => {
  const other = await DashboardDriver.open(browser, uplift);
  for (const path of ['Twice/A/1.png', 'Twice/B/2.png', 'Twice/3.png']) write(path);
  await Promise.all([driver.drop([join(directory, 'Twice')]), other.drop([join(directory, 'Twice')])]);
  await Promise.all([untilOver(driver, 3), untilOver(other, 3)]);
  const { sites } = (await driver.control('sites')) as { sites: { id: string }[] };
  const { folders } = (await driver.control(`sites/${sites[0]?.id}/library`)) as {
    folders: { displayName: string; path: string[] }[];
  };
  const names = folders.filter(({ path, displayName }) => [...path, displayName].includes('Twice'));
  expect(names.map(({ displayName }) => displayName).sort()).toEqual(['A', 'B', 'Twice']);
  await other.close();
});
