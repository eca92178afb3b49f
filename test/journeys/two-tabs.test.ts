import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { mp4, type SampleFile, writeSample } from '../support/sample-files.ts';
import { controlOf, type StandInControl } from '../support/stand-in-control.ts';
import { DashboardDriver } from './dashboard-driver.ts';

const KILOBYTE = 1024;
const noLimit = { callsPerMinute: 0, processingDelayMs: 100 };

let browser: Browser;
let uplift: RunningUplift;
let wix: StandInControl;
let siteId: string;
let directory: string;
let folder: string;
let files: readonly SampleFile[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-two-tabs-'));
  [browser, uplift] = await Promise.all([launchChromium(), startUplift({ WIX_CALLS_PER_MINUTE: '100000' })]);
  wix = controlOf(uplift.standInOrigin);
  siteId = await wix.siteId(0);
});
afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
  rmSync(directory, { recursive: true, force: true });
});

let runs = 0;
/** Two tabs of one browser; the first has begun to send a folder that takes a while. */
async function openTwoTabs(): Promise<readonly [DashboardDriver, DashboardDriver]> {
  const first = await DashboardDriver.open(browser, uplift);
  await first.drop([folder]);
  // One of the small ones is there, and the browser keeps what waits two seconds after it was added.
  await expect.poll(async () => (await storedFiles()).length, { timeout: 60_000 }).toBeGreaterThan(0);
  const second = await DashboardDriver.openIn(first.context, uplift);
  await second.get('open-batch').and(second.frame.locator('[data-state="watching"]')).waitFor();
  return [first, second];
}

beforeEach(async () => {
  runs += 1;
  folder = join(directory, `Party ${runs}`);
  files = Array.from({ length: 20 }, (_, index) =>
    writeSample(folder, `clip-${index}.mp4`, mp4(600 * KILOBYTE + index)),
  );
  await wix.setFaults({ ...noLimit, throttleBytesPerSecond: 150 * KILOBYTE });
});

const storedFiles = async () => (await wix.library(siteId)).filter(({ path }) => path.includes(basename(folder)));

async function eachIsThereOnce(): Promise<void> {
  const key = ({ name, md5 }: { readonly name: string; readonly md5: string }) => `${name} ${md5}`;
  const expected = files.map(key).toSorted();
  await expect
    .poll(async () => (await storedFiles()).map(({ displayName, md5 }) => key({ name: displayName, md5 })).toSorted(), {
      timeout: 15_000,
    })
    .toEqual(expected);
}

test('the second tab watches, and goes on with the upload when the first is closed', async () => {
  const [first, second] = await openTwoTabs();
  expect(await second.get('upload-row').count()).toBe(0);
  await first.page.close();
  expect((await storedFiles()).length).toBeLessThan(files.length);

  await wix.setFaults(noLimit);
  await second.untilReady(files.length, 60_000);
  await eachIsThereOnce();
  expect([...first.consoleErrors, ...second.consoleErrors]).toEqual([]);
  await second.close();
});

test('the second tab takes over from a first that lives: that one stands back, and sees the end', async () => {
  const [first, second] = await openTwoTabs();
  await second.get('open-batch-take-over').click();
  await first.get('open-batch').and(first.frame.locator('[data-state="watching"]')).waitFor();
  expect((await storedFiles()).length).toBeLessThan(files.length);

  await wix.setFaults(noLimit);
  await second.untilReady(files.length, 60_000);
  await first.get('open-batch').waitFor({ state: 'detached', timeout: 30_000 });
  await eachIsThereOnce();
  expect([...first.consoleErrors, ...second.consoleErrors]).toEqual([]);
  await first.close();
});
