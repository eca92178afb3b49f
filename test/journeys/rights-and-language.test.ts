import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { png } from '../support/sample-files.ts';
import { DashboardDriver, hook } from './dashboard-driver.ts';

let browser: Browser;
let uplift: RunningUplift;

beforeAll(async () => {
  [browser, uplift] = await Promise.all([launchChromium(), startUplift()]);
});

afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
});

test('a user without media rights sees no folders, gets no ticket, and reads whom to ask for what', async () => {
  const driver = await DashboardDriver.open(browser, uplift);
  await driver.chooseUserWithoutMediaRights();
  await driver.frame.getByText('Media Manager', { exact: false }).first().waitFor();
  await driver.get('no-permission').waitFor();
  expect(await driver.get('no-permission').innerText()).toMatch(/owner/i);
  expect(await driver.get('folder-option').count()).toBe(0);
  expect(await driver.get('file-input').count()).toBe(0);
  const asked = (await driver.requests()).filter((request) => request.path.includes('generate-'));
  expect(asked).toEqual([]);
  await driver.close();
});

test('the page follows the language of the dashboard, and Hebrew runs from right to left', async () => {
  const driver = await DashboardDriver.open(browser, uplift, { language: 'he' });
  await driver.frame.locator('html[dir="rtl"][lang="he"]').waitFor();
  expect(await driver.frame.locator('body').innerText()).toMatch(/[\u0590-\u05ff]{3}/);
  await driver.pickBuffers([{ name: 'קובץ ריק.png', mimeType: 'image/png', buffer: Buffer.alloc(0) }]);
  await driver.frame.locator(`${hook('upload-row')}[data-status="failed"]`).waitFor();
  expect(await driver.get('row-error').first().innerText()).toMatch(/[\u0590-\u05ff]{3}/);

  await driver.page.locator(hook('shell-language-select')).selectOption('en');
  await driver.frame.locator('html[dir="ltr"][lang="en"]').waitFor();
  await driver.close();
});

test('on a narrow screen nothing is wider than the page', async () => {
  const driver = await DashboardDriver.open(browser, uplift, { viewport: { width: 390, height: 844 } });
  await driver.pickBuffers([
    { name: 'a fairly long file name for a telephone.png', mimeType: 'image/png', buffer: png(50, 50, 1) },
  ]);
  await driver.untilReady(1);
  const overflow = await driver.frame.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await driver.close();
});
