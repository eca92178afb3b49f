import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { mp4, type SampleFile, writeLargeMp4, writeSample } from '../support/sample-files.ts';
import { DashboardDriver } from './dashboard-driver.ts';

const MEGABYTE = 1024 * 1024;
const well = { callsPerMinute: 0, processingDelayMs: 100 };

let browser: Browser;
let uplift: RunningUplift;
let directory: string;
let driver: DashboardDriver;

beforeAll(async () => {
  [browser, uplift] = await Promise.all([launchChromium(), startUplift({ WIX_CALLS_PER_MINUTE: '100000' })]);
});
afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
});
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-checks-'));
  driver = await DashboardDriver.open(browser, uplift);
});
afterEach(async () => {
  await driver.close();
  rmSync(directory, { recursive: true, force: true });
});

const storedAs = async ({ name }: SampleFile) =>
  (await driver.library()).filter(({ displayName }) => displayName === name);

test('what is cancelled half-way is ended on the upload host, and nothing of it is in the library', async () => {
  const film = writeLargeMp4(directory, 'film.mp4', 30 * MEGABYTE);
  const clip = writeSample(directory, 'clip.mp4', mp4(9 * MEGABYTE));
  const after = writeSample(directory, 'after.mp4', mp4(50_000));
  await driver.setFaults({ ...well, throttleBytesPerSecond: 3 * MEGABYTE });
  await driver.clearRequests();
  const cancel = async ({ name }: SampleFile) => {
    await driver.row(name).locator('[data-hook="row-cancel"]').click();
    await driver.untilStatus(name, 'cancelled');
  };
  await driver.pick([film.path]);
  const chunks = async () =>
    (await driver.requests()).filter(({ method, status }) => method === 'PATCH' && status !== null);
  await expect.poll(async () => (await chunks()).length, { timeout: 30_000 }).toBeGreaterThan(0);
  await cancel(film);
  const ended = async () => (await driver.requests()).filter(({ method }) => method === 'DELETE');
  await expect.poll(async () => (await ended()).map(({ status }) => status)).toEqual([204]);

  // Half a minute for one request: it is certainly still on its way when it is cancelled.
  await driver.setFaults({ ...well, throttleBytesPerSecond: 0.3 * MEGABYTE });
  await driver.pick([clip.path]);
  await driver.untilStatus(clip.name, 'sending');
  await cancel(clip);

  await driver.setFaults({ ...well, throttleBytesPerSecond: 0 });
  await driver.pick([after.path]);
  await driver.untilReady(1);
  expect(await storedAs(after)).toHaveLength(1);
  expect(await storedAs(film)).toEqual([]);
  expect(await storedAs(clip)).toEqual([]);
});

test('a document that changes while it is sent says so, and picked again it arrives as it is now', async () => {
  const paper = writeSample(directory, 'paper.pdf', Buffer.alloc(24 * MEGABYTE, 1));
  await driver.setFaults({ ...well, throttleBytesPerSecond: 2 * MEGABYTE });
  await driver.clearRequests();
  await driver.pick([paper.path]);
  await expect
    .poll(async () => (await driver.requests()).filter(({ method, status }) => method === 'PATCH' && status).length, {
      timeout: 30_000,
    })
    .toBeGreaterThan(0);
  const changed = writeSample(directory, 'paper.pdf', Buffer.alloc(24 * MEGABYTE, 2));
  await driver.untilStatus(paper.name, 'failed');
  await driver.setFaults({ ...well, throttleBytesPerSecond: 0 });
  expect(await driver.row(paper.name).locator('[data-hook="row-error"]').innerText()).toContain('The file changed');
  const [chooser] = await Promise.all([
    driver.page.waitForEvent('filechooser'),
    driver.get('failure-group-action').click(),
  ]);
  await chooser.setFiles(changed.path);
  await driver.untilReady(1);
  expect((await driver.summary()).failed).toBe(0);
  expect((await storedAs(paper)).map(({ md5 }) => md5)).toEqual([changed.md5]);
});

test.each(['flip', 'truncate'])('a stored copy with bytes that differ (%s) is found and sent again', async (fault) => {
  const first = writeSample(directory, `first ${fault}.mp4`, mp4(40_000));
  const files = [
    writeSample(directory, `small ${fault}.mp4`, mp4(50_000)),
    writeLargeMp4(directory, `large ${fault}.mp4`, 11 * MEGABYTE),
  ];
  await driver.setFaults(well);
  await driver.pick([first.path]);
  await driver.untilReady(1);
  await driver.setFaults({ ...well, corruptStoredBytes: fault });
  await driver.pick(files.map(({ path }) => path));
  const isDamaged = async (file: SampleFile) => (await storedAs(file)).some(({ md5 }) => md5 !== file.md5);
  for (const file of files) await expect.poll(() => isDamaged(file), { timeout: 60_000 }).toBe(true);
  await driver.setFaults({ ...well, corruptStoredBytes: 'none' });
  await driver.untilReady(3);
  await driver.get('summary').getByText('3 files are verified to be the same on Wix').waitFor();
  for (const file of files) {
    await expect
      .poll(async () => (await storedAs(file)).map(({ md5 }) => md5), { timeout: 30_000 })
      .toEqual([file.md5]);
  }
});

test('where Wix hashes in another way nothing is claimed but the size, and the page says so', async () => {
  const file = writeSample(directory, 'other hash.mp4', mp4(60_000));
  await driver.setFaults({ ...well, hashAlgorithm: 'sha1' });
  await driver.pick([file.path]);
  await driver.untilReady(1);
  await driver.get('summary').getByText('1 file was checked by size only').waitFor();
  expect(await driver.get('summary').innerText()).not.toContain('verified');
  await driver.setFaults({ ...well, hashAlgorithm: 'md5' });
});
