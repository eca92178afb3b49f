import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { png, writeSample } from '../support/sample-files.ts';
import { DashboardDriver } from './dashboard-driver.ts';

let browser: Browser;
let uplift: RunningUplift;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-links-'));
  [browser, uplift] = await Promise.all([launchChromium(), startUplift()]);
});
afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
  rmSync(directory, { recursive: true, force: true });
});

test('the links of a folder are saved as a table that any spreadsheet reads, whatever the files are called', async () => {
  const driver = await DashboardDriver.open(browser, uplift);
  const folder = join(directory, 'Shop, "new"');
  mkdirSync(folder);
  const names = ['=1+1.png', '@sum.png', 'לחם, טרי.png', 'plain.png'];
  for (const [index, name] of names.entries()) writeSample(folder, name, png(30 + index, 30, index));
  await driver.setFaults({ processingDelayMs: 100 });
  await driver.drop([folder]);
  await driver.untilReady(names.length);
  await driver.get('history-tab').click();
  const [download] = await Promise.all([driver.page.waitForEvent('download'), driver.get('history-export').click()]);
  const bytes = await readFile(await download.path());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const [header, ...rows] = bytes.toString('utf8').slice(1).trimEnd().split('\r\n');
  expect(header).toMatch(/^file name,Wix URL,state,path,size in bytes,Wix file id,/);
  const stored = (await driver.library()).filter(({ path }) => path.includes('Shop, "new"'));
  const cells = new Map([
    ['=1+1.png', "'=1+1.png"],
    ['@sum.png', "'@sum.png"],
    ['לחם, טרי.png', '"לחם, טרי.png"'],
    ['plain.png', 'plain.png'],
  ]);
  expect(rows).toHaveLength(names.length);
  for (const { id, displayName } of stored) {
    const row = rows.find((one) => one.includes(id)) ?? '';
    const [before, after] = [`${cells.get(displayName)},http`, `,ready,"Shop, ""new""/${displayName}",`];
    expect(row.startsWith(before), row).toBe(true);
    expect(row).toContain(after);
  }
  await driver.close();
});
