import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openChromiumProfile, storageOf } from '../support/chromium-profile.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { mp4, type SampleFile, writeLargeMp4, writeSample } from '../support/sample-files.ts';
import { controlOf, type SeenCall, type StandInControl } from '../support/stand-in-control.ts';
import { appFrame, DashboardDriver } from './dashboard-driver.ts';
import { batchesOf, type SiteBatches } from './site-batches.ts';

const MEGABYTE = 1024 * 1024;
const SMALL_FILES = 60;
/** What the page sends of the film in one request on a line as slow as this. */
const CHUNK_IN_BYTES = 8 * MEGABYTE;
const noLimit = { callsPerMinute: 0, processingDelayMs: 100 };
const slowLine = { ...noLimit, throttleBytesPerSecond: 4 * MEGABYTE };

let browser: Browser;
let uplift: RunningUplift;
let wix: StandInControl;
let siteId: string;
let batches: SiteBatches;
let directory: string;
let folder: string;
let files: readonly SampleFile[];
let film: SampleFile;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-reload-'));
  [browser, uplift] = await Promise.all([launchChromium(), startUplift({ WIX_CALLS_PER_MINUTE: '100000' })]);
  wix = controlOf(uplift.standInOrigin);
  siteId = await wix.siteId(0);
  batches = batchesOf(uplift.appUrl, await wix.tokenFor(siteId));
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
  // Together they take longer than the first chunk of the film, however many go at once.
  const small = Array.from({ length: SMALL_FILES }, (_, index) =>
    writeSample(folder, `clip-${index}.mp4`, mp4(1.2 * MEGABYTE + index)),
  );
  film = writeLargeMp4(folder, 'film.mp4', 24 * MEGABYTE);
  files = [...small, film];
  await wix.setFaults(slowLine);
  await wix.forgetCalls();
});

const label = () => basename(folder);
const storedFiles = async () => (await wix.library(siteId)).filter(({ path }) => path.includes(label()));
const uploads = async (method: 'PUT' | 'PATCH', path: RegExp) =>
  (await wix.calls()).filter((call) => call.method === method && path.test(call.path));
const smallFilesSent = () => uploads('PUT', /^\/upload\/<token>/);
const chunksSent = () => uploads('PATCH', /^\/upload\/tus\//);
const confirmed = (calls: readonly SeenCall[]) => calls.filter(({ status }) => status !== null && status < 300);
/** Of this test's upload; others of the site may be unfinished too. */
const cardOf = (driver: DashboardDriver) => driver.get('open-batch').filter({ hasText: label() });

/** Some of the small files are there, and the given number of the film's chunks; far from all. */
async function untilTheMiddle(small: number, chunks: number): Promise<void> {
  const seen = async () => [
    confirmed(await smallFilesSent()).length >= small,
    confirmed(await chunksSent()).length >= chunks,
  ];
  await expect.poll(seen, { timeout: 60_000 }).toEqual([true, true]);
  expect((await storedFiles()).length).toBeLessThan(files.length);
}

/** The page says what is there and what is not, and nothing moves before somebody brings the files. */
async function seesTheBatchAgain(driver: DashboardDriver): Promise<void> {
  await cardOf(driver).waitFor();
  expect(await cardOf(driver).getAttribute('data-total')).toBe(String(files.length));
  expect(Number(await cardOf(driver).getAttribute('data-done'))).toBeGreaterThan(0);
  expect(await driver.get('summary').count()).toBe(0);
}

/**
 * By the stand-in's own word: each file is there once, with its bytes. Of the small ones none is sent again that had
 * arrived; of the large one no byte that the host had confirmed, and at most one chunk is lost each time it was stopped.
 */
async function nothingWasSentTwice(timesStopped: number): Promise<void> {
  const key = ({ name, md5 }: { readonly name: string; readonly md5: string }) => `${name} ${md5}`;
  const stored = (await storedFiles()).map(({ displayName, md5 }) => key({ name: displayName, md5 }));
  expect(stored.toSorted()).toEqual(files.map(key).toSorted());

  const arrived = confirmed(await smallFilesSent()).map(
    ({ path }) => new URLSearchParams(path.split('?')[1]).get('filename') ?? path,
  );
  expect(new Set(arrived).size).toBe(arrived.length);

  const chunks = await chunksSent();
  const bytesOf = (calls: readonly SeenCall[]) => calls.reduce((sum, { bytesReceived }) => sum + bytesReceived, 0);
  expect(chunks.length - confirmed(chunks).length).toBeLessThanOrEqual(timesStopped);
  expect(Math.max(...chunks.map(({ bytesReceived }) => bytesReceived))).toBeLessThanOrEqual(CHUNK_IN_BYTES);
  expect(bytesOf(confirmed(chunks))).toBeLessThanOrEqual(film.sizeInBytes);
  expect(bytesOf(chunks)).toBeGreaterThanOrEqual(film.sizeInBytes);
}

test('where the browser may store, small files go on by themselves after a reload and a restart, the large one when its folder comes again', async () => {
  const profile = await openChromiumProfile('allowed');
  const first = await DashboardDriver.openIn(profile.context, uplift);
  expect(await storageOf(appFrame(first))).toBe('works');
  await first.drop([folder]);
  await untilTheMiddle(5, 1);
  await batches.untilKept(appFrame(first), label(), ['film.mp4']);

  await first.reload();
  const before = confirmed(await smallFilesSent()).length;
  await first.get('going-on-notice').waitFor();
  await untilTheMiddle(before + 5, 1);

  await wix.setFaults(noLimit);
  await profile.restart();
  const last = await DashboardDriver.openIn(profile.context, uplift);
  await last.untilReady(SMALL_FILES, 60_000);
  await cardOf(last).getByText(`${SMALL_FILES} of ${files.length} done`).waitFor();
  await last.drop([folder]);
  await last.untilReady(files.length, 60_000);
  await cardOf(last).waitFor({ state: 'detached' });
  await nothingWasSentTwice(1);
  expect([...first.consoleErrors, ...last.consoleErrors]).toEqual([]);
  await profile.close();
});

/** Goes on after a reload, is stopped again, and is finished by the next page: each time by the same folder. */
async function finishByHand(first: DashboardDriver, openNext: () => Promise<DashboardDriver>): Promise<void> {
  await first.drop([folder]);
  await untilTheMiddle(5, 1);
  await first.reload();
  await seesTheBatchAgain(first);
  const before = confirmed(await smallFilesSent()).length;
  await first.drop([folder]);
  await untilTheMiddle(before + 5, 2);

  const next = await openNext();
  await wix.setFaults(noLimit);
  await seesTheBatchAgain(next);
  await next.pickFolder(folder);
  await next.untilReady(files.length, 60_000);
  await cardOf(next).waitFor({ state: 'detached' });
  await nothingWasSentTwice(2);
  expect([...first.consoleErrors, ...next.consoleErrors]).toEqual([]);
}

async function crash(driver: DashboardDriver): Promise<void> {
  const crashed = driver.page.waitForEvent('crash');
  const session = await driver.context.newCDPSession(driver.page);
  // There is nobody left to answer.
  void session.send('Page.crash').catch(() => {});
  await crashed;
}

test('where third-party cookies are blocked, the same folder goes on after a reload, a crash and a restart of the browser', async () => {
  const profile = await openChromiumProfile('blocked');
  const first = await DashboardDriver.openIn(profile.context, uplift);
  expect(await storageOf(appFrame(first))).toBe('throws');
  await finishByHand(first, async () => {
    await crash(first);
    await profile.restart();
    return DashboardDriver.openIn(profile.context, uplift);
  });
  await profile.close();
});

test('a private window that was closed leaves nothing behind, and the same folder in another browser finishes the upload', async () => {
  const contexts: BrowserContext[] = [];
  const openPrivate = async () => {
    const driver = await DashboardDriver.open(browser, uplift);
    contexts.push(driver.context);
    return driver;
  };
  const first = await openPrivate();
  await finishByHand(first, async () => {
    await first.close();
    return openPrivate();
  });
  await Promise.all(contexts.map((context) => context.close()));
});
