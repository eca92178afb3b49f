import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ChromiumProfile, openChromiumProfile } from '../support/chromium-profile.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { mp4, type SampleFile, writeSample } from '../support/sample-files.ts';
import { controlOf, type StandInControl } from '../support/stand-in-control.ts';
import { appFrame, DashboardDriver } from './dashboard-driver.ts';
import { batchesOf, type SiteBatches } from './site-batches.ts';

const KILOBYTE = 1024;
const noLimit = { callsPerMinute: 0, processingDelayMs: 100 };

let profile: ChromiumProfile;
let uplift: RunningUplift;
let wix: StandInControl;
let siteId: string;
let batches: SiteBatches;
let directory: string;
let folder: string;
let files: readonly SampleFile[];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-two-tabs-'));
  uplift = await startUplift({ WIX_CALLS_PER_MINUTE: '100000' });
  wix = controlOf(uplift.standInOrigin);
  siteId = await wix.siteId(0);
  batches = batchesOf(uplift.appUrl, await wix.tokenFor(siteId));
});
afterAll(async () => {
  await uplift?.dispose();
  rmSync(directory, { recursive: true, force: true });
});

let runs = 0;
beforeEach(async () => {
  runs += 1;
  folder = join(directory, `Party ${runs}`);
  files = Array.from({ length: 20 }, (_, index) =>
    writeSample(folder, `clip-${index}.mp4`, mp4(600 * KILOBYTE + index)),
  );
  await wix.setFaults({ ...noLimit, throttleBytesPerSecond: 150 * KILOBYTE });
  profile = await openChromiumProfile('allowed');
});
afterEach(() => profile.close());

const label = () => basename(folder);
const storedFiles = async () => (await wix.library(siteId)).filter(({ path }) => path.includes(label()));
const watchedIn = (driver: DashboardDriver) =>
  driver.get('open-batch').and(driver.frame.locator('[data-state="watching"]'));

/** Two tabs of one browser: the first is in the middle of a folder, and the second sees that. */
async function openTwoTabs(): Promise<readonly [DashboardDriver, DashboardDriver]> {
  const first = await DashboardDriver.openIn(profile.context, uplift);
  await first.drop([folder]);
  await expect.poll(async () => (await storedFiles()).length, { timeout: 60_000 }).toBeGreaterThan(0);
  await batches.untilKept(appFrame(first), label());
  const second = await DashboardDriver.openIn(profile.context, uplift);
  await watchedIn(second).waitFor();
  expect(await second.get('upload-row').count()).toBe(0);
  expect((await storedFiles()).length).toBeLessThan(files.length);
  return [first, second];
}

const holder = async () => (await batches.named(label())).heldBy?.holderId;

async function eachIsThereOnce(): Promise<void> {
  const key = ({ name, md5 }: { readonly name: string; readonly md5: string }) => `${name} ${md5}`;
  const stored = async () =>
    (await storedFiles()).map(({ displayName, md5 }) => key({ name: displayName, md5 })).toSorted();
  await expect.poll(stored).toEqual(files.map(key).toSorted());
}

test('the second tab watches, and goes on with the upload by itself when the first is closed', async () => {
  const [first, second] = await openTwoTabs();
  await first.page.close();
  // It does not leave its lease behind to run out.
  await expect.poll(() => uplift.output()).toMatch(/releaseLease.*"outcome":"ok"/);
  await wix.setFaults(noLimit);
  await second.untilReady(files.length, 60_000);
  await eachIsThereOnce();
  expect([...first.consoleErrors, ...second.consoleErrors]).toEqual([]);
});

test('the second tab takes over from a first that lives: that one stands back, and sees the end', async () => {
  const [first, second] = await openTwoTabs();
  const before = await holder();
  await second.get('open-batch-take-over').click();
  await watchedIn(first).waitFor();
  expect(await holder()).not.toBe(before);
  expect((await storedFiles()).length).toBeLessThan(files.length);

  await wix.setFaults(noLimit);
  await second.untilReady(files.length, 60_000);
  await first.get('open-batch').waitFor({ state: 'detached' });
  await first.untilReady(files.length, 60_000);
  await eachIsThereOnce();
  expect([...first.consoleErrors, ...second.consoleErrors]).toEqual([]);
});
