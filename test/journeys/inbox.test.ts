import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { mp4, pdf, png, writeSample } from '../support/sample-files.ts';
import { DashboardDriver } from './dashboard-driver.ts';

let browser: Browser;
let uplift: RunningUplift;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-files-'));
  [browser, uplift] = await Promise.all([launchChromium(), startUplift()]);
});

afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
  rmSync(directory, { recursive: true, force: true });
});

test('three files arrive in Inbox media; there is no folder to choose and a large file goes as one PUT', async () => {
  const files = [
    writeSample(directory, 'receipt.pdf', pdf('Receipt')),
    writeSample(directory, 'photo.png', png(300, 200, 1)),
    writeSample(directory, 'clip.mp4', mp4(12 * 1024 * 1024)),
  ];
  const driver = await DashboardDriver.open(browser, uplift);
  await driver.chooseDestination('inbox-media');
  expect(await driver.get('folder-picker').count()).toBe(0);
  await driver.pick(files.map((file) => file.path));
  await driver.untilReady(3);

  const arrived = (await driver.library()).filter((file) => file.destination === 'inbox');
  expect(arrived.map((file) => [file.displayName, file.md5]).sort()).toEqual(
    files.map((file) => [file.name, file.md5]).sort(),
  );
  expect((await driver.requests()).filter((request) => request.method === 'PATCH')).toEqual([]);
  expect(driver.consoleErrors).toEqual([]);
  expect(driver.foreignRequests).toEqual([]);
  await driver.close();
});
