import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { mixedFiles } from '../support/mixed-files.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { DashboardDriver } from './dashboard-driver.ts';

const FILES = 500;

let browser: Browser;
let uplift: RunningUplift;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-fault-run-'));
  [browser, uplift] = await Promise.all([launchChromium(), startUplift({ WIX_CALLS_PER_MINUTE: '100000' })]);
});

afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
  rmSync(directory, { recursive: true, force: true });
});

const faults = {
  seed: 20261121,
  callsPerMinute: 0,
  apiErrorRate: 0.05,
  uploadErrorRate: 0.05,
  cutUploadRate: 0.05,
  lostUploadAnswerRate: 0.02,
  tooManyRequestsRate: 0.01,
  dashboardTokenLifetimeSeconds: 20,
  processingDelayMs: 500,
  latencyMs: 15,
};

async function offlineFor(driver: DashboardDriver, ms: number): Promise<void> {
  await driver.context.setOffline(true);
  await driver.page.waitForTimeout(ms);
  await driver.context.setOffline(false);
}

async function untilSettled(driver: DashboardDriver, share: number): Promise<void> {
  while ((await driver.summary()).ready < FILES * share) await driver.page.waitForTimeout(100);
}

test('500 files through errors, cuts, lost answers, two outages, an ended token and a reload: each on the site once, with its bytes', async () => {
  const folder = join(directory, 'Assignment');
  const files = mixedFiles(folder, FILES);
  const driver = await DashboardDriver.open(browser, uplift);
  await driver.setFaults(faults);
  await driver.drop([folder]);
  await untilSettled(driver, 0.1);
  await offlineFor(driver, 5_000);
  await untilSettled(driver, 0.4);

  await driver.reload();
  await driver.drop([folder]);
  await untilSettled(driver, 0.6);
  await offlineFor(driver, 5_000);
  await driver.untilReady(FILES, 150_000);

  const summary = await driver.summary();
  expect({ total: summary.total, ready: summary.ready, failed: summary.failed }).toEqual({
    total: FILES,
    ready: FILES,
    failed: 0,
  });
  const stored = (await driver.library()).filter((file) => file.path.includes('Assignment'));
  const key = (file: { readonly name: string; readonly md5: string }) => `${file.name} ${file.md5}`;
  expect(stored.map((file) => key({ name: file.displayName, md5: file.md5 })).sort()).toEqual(files.map(key).sort());
  await driver.close();
}, 240_000);
