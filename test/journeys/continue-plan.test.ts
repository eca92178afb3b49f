import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { openChromiumProfile } from '../support/chromium-profile.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { mp4, png } from '../support/sample-files.ts';
import { DashboardDriver, type LibraryFile } from './dashboard-driver.ts';

let browser: Browser;
let uplift: RunningUplift;
let directory: string;
let folder: string;

beforeAll(async () => {
  [browser, uplift] = await Promise.all([launchChromium(), startUplift({ WIX_CALLS_PER_MINUTE: '100000' })]);
});
afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
});
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-decided-'));
  folder = join(directory, 'Prices');
  mkdirSync(folder);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

let seed = 0;
/** Writes a file that is like no other. @param bytes of a film; else a small picture */
function write(name: string, bytes?: number): void {
  seed += 1;
  writeFileSync(join(folder, name), bytes === undefined ? png(40 + seed, 30, seed) : mp4(bytes + seed));
}

const isInTrash = (file: LibraryFile) => 'trashed' in file && file.trashed === true;
const idsOf = (files: readonly LibraryFile[], name: string) =>
  files.filter((file) => file.displayName === name && !isInTrash(file)).map(({ id }) => id);
const trashOf = (files: readonly LibraryFile[]) => files.filter(isInTrash).map(({ id }) => id);

/** Resolves once the server has taken news of files in which these words are. */
const isTold = (driver: DashboardDriver, words: string) =>
  driver.page.waitForEvent('requestfinished', {
    predicate: (request) => request.url().includes('/recordChanges') && (request.postData() ?? '').includes(words),
    timeout: 120_000,
  });

async function decide(driver: DashboardDriver, decisions: Readonly<Record<string, string>>): Promise<void> {
  await driver.get('plan-panel').waitFor();
  for (const [name, decision] of Object.entries(decisions)) {
    await driver.frame.getByLabel(`What to do with Prices/${name}`).selectOption(decision);
  }
  await driver.get('plan-start').click();
}

test('what was decided about each file holds after a reload, and only what is new is asked about', async () => {
  const profile = await openChromiumProfile('blocked');
  const driver = await DashboardDriver.openIn(profile.context, uplift);
  const names = ['skipped.mp4', 'both.mp4', 'replaced.mp4', 'late.mp4'];
  for (const name of names) write(name, 400_000);
  await driver.drop([folder]);
  await driver.untilReady(names.length);
  const before = await driver.library();
  const [replaced] = idsOf(before, 'replaced.mp4');
  const [late] = idsOf(before, 'late.mp4');

  for (const name of names.slice(0, 3)) write(name, 400_000);
  rmSync(join(folder, 'late.mp4'));
  await driver.setFaults({ throttleBytesPerSecond: 20_000, callsPerMinute: 0, processingDelayMs: 100 });
  await driver.reload();
  await driver.drop([folder]);
  const isSkipTold = isTold(driver, '"skipped"');
  await decide(driver, { 'skipped.mp4': 'skip', 'both.mp4': 'keep-both', 'replaced.mp4': 'replace' });
  await driver.untilStatus('replaced.mp4', 'sending');
  await driver.untilStatus('both.mp4', 'sending');
  // Everything that was decided has to be with the server.
  await isSkipTold;
  await driver.untilBytesSent(60_000);

  await driver.reload();
  expect(trashOf(await driver.library())).toEqual([]);
  await driver.setFaults({ throttleBytesPerSecond: 0, callsPerMinute: 0, processingDelayMs: 100 });
  write('late.mp4', 400_000);
  await driver.drop([folder]);
  await decide(driver, { 'late.mp4': 'replace' });
  await driver.untilReady(3);
  await expect
    .poll(async () => trashOf(await driver.library()).toSorted(), { timeout: 30_000 })
    .toEqual([replaced, late].toSorted());
  const after = (await driver.library()).filter(({ path }) => path.includes('Prices'));
  expect(after.map((file) => file.displayName).toSorted()).toEqual(
    [...names, 'both (2).mp4', 'replaced.mp4', 'late.mp4'].toSorted(),
  );
  expect(idsOf(after, 'skipped.mp4')).toEqual(idsOf(before, 'skipped.mp4'));
  expect(idsOf(after, 'both.mp4')).toEqual(idsOf(before, 'both.mp4'));
  expect(driver.consoleErrors).toEqual([]);
  await profile.close();
});

test('with every page closed the server trashes what was replaced, once its replacement is ready', async () => {
  const driver = await DashboardDriver.open(browser, uplift);
  await driver.setFaults({ throttleBytesPerSecond: 0, callsPerMinute: 0, processingDelayMs: 5_000 });
  write('gone.png');
  await driver.drop([folder]);
  await driver.untilReady(1);
  const [old] = idsOf(await driver.library(), 'gone.png');
  write('gone.png');
  await driver.drop([folder]);
  // A server that has no MD5 of the bytes to compare goes on waiting for it.
  const isHashTold = isTold(driver, '"md5"');
  await decide(driver, { 'gone.png': 'replace' });
  await driver.untilStatus('gone.png', 'accepted');
  await isHashTold;
  expect(trashOf(await driver.library())).not.toContain(old);
  await driver.close();

  const next = await DashboardDriver.open(browser, uplift);
  const isReplaced = async () => {
    await next.reload();
    const files = await next.library();
    return trashOf(files).includes(old ?? '') && idsOf(files, 'gone.png').length === 1;
  };
  await expect.poll(isReplaced, { timeout: 60_000, interval: 1_000 }).toBe(true);
  await next.close();
});

test('two unfinished uploads whose folders are dropped together both go on, and every file arrives once', async () => {
  const driver = await DashboardDriver.open(browser, uplift);
  await driver.setFaults({ throttleBytesPerSecond: 20_000, callsPerMinute: 0, processingDelayMs: 100 });
  const folders = ['First', 'Second'].map((name) => join(directory, name));
  for (const [place, each] of folders.entries()) {
    mkdirSync(each);
    for (let film = 0; film < 3 - place; film += 1) {
      writeFileSync(join(each, `${place}-${film}.mp4`), mp4(400_000 + 10 * place + film));
    }
    await driver.drop([each]);
    await driver.untilStatus(`${place}-0.mp4`, 'sending');
  }
  await driver.untilBytesSent(60_000);
  await driver.reload();
  await expect.poll(() => driver.get('open-batch').count()).toBe(2);
  await driver.setFaults({ throttleBytesPerSecond: 0, callsPerMinute: 0, processingDelayMs: 100 });
  await driver.drop(folders);
  await expect.poll(() => driver.get('continue-notice').count()).toBe(2);
  await driver.untilReady(5);
  await expect.poll(() => driver.get('open-batch').count()).toBe(0);
  const arrived = (await driver.library()).filter(({ path }) => path.includes('First') || path.includes('Second'));
  expect(arrived.map((file) => `${file.path.at(-1)}/${file.displayName}`).toSorted()).toEqual([
    'First/0-0.mp4',
    'First/0-1.mp4',
    'First/0-2.mp4',
    'Second/1-0.mp4',
    'Second/1-1.mp4',
  ]);
  expect(driver.consoleErrors).toEqual([]);
  await driver.close();
});
