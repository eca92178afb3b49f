import { mkdtempSync, rmSync } from 'node:fs';
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
  directory = mkdtempSync(join(tmpdir(), 'uplift-dismissed-'));
  [browser, uplift] = await Promise.all([launchChromium(), startUplift()]);
});
afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
  rmSync(directory, { recursive: true, force: true });
});

/** @returns a folder of one picture and of files that no site takes, since they are empty */
function folderOf(label: string, picture: string, empty: readonly string[]): string {
  const folder = join(directory, label);
  writeSample(folder, picture, png(40, 40, label.length));
  for (const name of empty) writeSample(folder, name, Buffer.alloc(0));
  return folder;
}

test('failures that were taken off the list are not asked for again after a reload, the others are, and the history has them all', async () => {
  const driver = await DashboardDriver.open(browser, uplift);
  const cardOf = (label: string) => driver.get('open-batch').filter({ hasText: label });
  await driver.setFaults({ processingDelayMs: 100 });
  await driver.drop([folderOf('Given up', 'beach.png', ['sand.png', 'sea.png'])]);
  await driver.untilReady(1);
  await driver.untilStatus('sea.png', 'failed');
  await driver.clickWhenStill(driver.get('failure-group-remove'));
  await driver.get('failure-panel').waitFor({ state: 'detached' });
  await driver.drop([folderOf('Half given up', 'forest.png', ['tree.png', 'leaf.png'])]);
  await driver.untilReady(2);
  await driver.untilStatus('tree.png', 'failed');
  await driver.get('failure-panel').waitFor();
  await driver.clickWhenStill(driver.row('leaf.png').locator('[data-hook="row-remove"]'));
  await driver.row('leaf.png').waitFor({ state: 'detached' });

  await driver.reload();
  await cardOf('Half given up').getByText('1 of 2 done').waitFor();
  await cardOf('Half given up').getByText('1 file failed.').waitFor();
  expect(await driver.get('open-batch').count()).toBe(1);

  await driver.drop([join(directory, 'Half given up')]);
  await driver.untilStatus('tree.png', 'failed');
  await driver.clickWhenStill(driver.get('failure-group-remove'));
  await driver.get('failure-panel').waitFor({ state: 'detached' });
  expect(await driver.row('leaf.png').count()).toBe(0);

  const listed = driver.page.waitForResponse(/listOpenBatches/);
  await driver.reload();
  await listed;
  await driver.get('history-tab').click();
  await driver.get('history-state').selectOption('failed');
  for (const name of ['sand.png', 'sea.png', 'tree.png', 'leaf.png']) {
    const entry = driver.get('history-row').filter({ hasText: name });
    expect(await entry.getAttribute('data-status')).toBe('failed');
    await entry.getByText('The file is empty.').waitFor();
  }
  await driver.get('history-search').locator('input').fill('Site Files / Given up');
  await expect.poll(() => driver.get('history-row').count()).toBe(2);
  expect(await driver.get('open-batch').count()).toBe(0);
  expect(driver.consoleErrors).toEqual([]);
  await driver.close();
});
