import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openChromiumProfile, storageOf } from '../support/chromium-profile.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { mp4, type SampleFile, writeLargeMp4, writeSample } from '../support/sample-files.ts';
import { controlOf, type SeenCall, type StandInControl } from '../support/stand-in-control.ts';
import { DashboardDriver } from './dashboard-driver.ts';

const MEGABYTE = 1024 * 1024;
const SMALL_FILES = 60;
/** What the page sends of a 30 MB file in one request. */
const CHUNK_IN_BYTES = 8 * MEGABYTE;
const noLimit = { callsPerMinute: 0, processingDelayMs: 100 };

let browser: Browser;
let uplift: RunningUplift;
let wix: StandInControl;
let siteId: string;
let directory: string;
let folder: string;
let files: readonly SampleFile[];
let film: SampleFile;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-reload-'));
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
beforeEach(async () => {
  runs += 1;
  folder = join(directory, `Wedding ${runs}`);
  const small = Array.from({ length: SMALL_FILES }, (_, index) =>
    writeSample(folder, `clip-${index}.mp4`, mp4(1.6 * MEGABYTE + index)),
  );
  film = writeLargeMp4(folder, 'film.mp4', 30 * MEGABYTE);
  files = [...small, film];
  await wix.setFaults({ ...noLimit, throttleBytesPerSecond: 3 * MEGABYTE });
  await wix.forgetCalls();
});

const label = () => basename(folder);
const storedFiles = async () => (await wix.library(siteId)).filter(({ path }) => path.includes(label()));
const uploads = async (method: 'PUT' | 'PATCH', path: RegExp) =>
  (await wix.calls()).filter((call) => call.method === method && path.test(call.path));
const smallFilesSent = () => uploads('PUT', /^\/upload\/<token>/);
const chunksSent = () => uploads('PATCH', /^\/upload\/tus\//);
const finished = (calls: readonly SeenCall[]) => calls.filter(({ status }) => status !== null);

/** Somewhere in the middle: a third of the small files is there, and the first chunk of the film. */
async function untilTheMiddle(): Promise<void> {
  await expect
    .poll(async () => finished(await smallFilesSent()).length, { timeout: 60_000 })
    .toBeGreaterThanOrEqual(SMALL_FILES / 3);
  await expect.poll(async () => finished(await chunksSent()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(1);
  expect((await storedFiles()).length).toBeLessThan(files.length);
}

async function dropAndWaitForTheMiddle(driver: DashboardDriver): Promise<void> {
  await driver.drop([folder]);
  await untilTheMiddle();
}

/** By the stand-in's own word: each file once, with its bytes, and no byte sent again that had arrived. */
async function nothingWasSentTwice(): Promise<void> {
  const key = ({ name, md5 }: { readonly name: string; readonly md5: string }) => `${name} ${md5}`;
  const stored = (await storedFiles()).map(({ displayName, md5 }) => key({ name: displayName, md5 }));
  expect(stored.toSorted()).toEqual(files.map(key).toSorted());

  const sent = await smallFilesSent();
  const nameOf = ({ path }: Pick<SeenCall, 'path'>) => new URLSearchParams(path.split('?')[1]).get('filename');
  for (const { path, startedAt, durationMs } of sent.filter(({ status }) => status === 200)) {
    const later = sent.filter(
      (call) => nameOf(call) === nameOf({ path }) && call.startedAt > startedAt + (durationMs ?? 0),
    );
    expect(later).toEqual([]);
  }

  const bytesOfFilm = (await chunksSent()).reduce((sum, { bytesReceived }) => sum + bytesReceived, 0);
  expect(bytesOfFilm).toBeGreaterThanOrEqual(film.sizeInBytes);
  expect(bytesOfFilm).toBeLessThanOrEqual(film.sizeInBytes + CHUNK_IN_BYTES);
}

/** Of this test's upload; others of the site may be unfinished too. */
const cardOf = (driver: DashboardDriver) => driver.get('open-batch').filter({ hasText: label() });

const appFrame = (driver: DashboardDriver) =>
  driver.page.frames().find((frame) => frame.url().startsWith(uplift.appUrl)) ??
  expect.fail('no page in the dashboard');

test('where the browser may store, small files go on by themselves after a reload, and the large one when its folder comes again', async () => {
  const profile = await openChromiumProfile('allowed');
  const driver = await DashboardDriver.openIn(profile.context, uplift);
  expect(await storageOf(appFrame(driver))).toBe('works');
  await dropAndWaitForTheMiddle(driver);

  await driver.reload();
  await wix.setFaults(noLimit);
  await driver.untilReady(SMALL_FILES, 60_000);
  await cardOf(driver).getByText(`${SMALL_FILES} of ${files.length} done`).waitFor();
  await driver.drop([folder]);
  await driver.untilReady(files.length, 60_000);
  await cardOf(driver).waitFor({ state: 'detached' });
  await nothingWasSentTwice();
  await profile.close();
});

test('where third-party cookies are blocked, a page that crashed is gone on with by dropping the same folder', async () => {
  const profile = await openChromiumProfile('blocked');
  const driver = await DashboardDriver.openIn(profile.context, uplift);
  expect(await storageOf(appFrame(driver))).toBe('throws');
  await dropAndWaitForTheMiddle(driver);

  const crashed = driver.page.waitForEvent('crash');
  await profile.context.newCDPSession(driver.page).then((session) => void session.send('Page.crash').catch(() => {}));
  await crashed;
  await wix.setFaults(noLimit);
  const next = await DashboardDriver.openIn(profile.context, uplift);
  await cardOf(next).waitFor();
  expect(await cardOf(next).getAttribute('data-total')).toBe(String(files.length));
  expect(await next.get('summary').count()).toBe(0);
  await next.drop([folder]);
  await next.untilReady(files.length, 60_000);
  await nothingWasSentTwice();
  expect(next.consoleErrors).toEqual([]);
  await profile.close();
});

test('a private window that was closed leaves nothing behind, and the same folder in the next one finishes the upload', async () => {
  const driver = await DashboardDriver.open(browser, uplift);
  await dropAndWaitForTheMiddle(driver);
  await driver.close();

  await wix.setFaults(noLimit);
  const next = await DashboardDriver.open(browser, uplift);
  await cardOf(next).waitFor();
  await next.drop([folder]);
  await next.untilReady(files.length, 60_000);
  await nothingWasSentTwice();
  expect(next.consoleErrors).toEqual([]);
  await next.close();
});
