import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { jpeg } from '../support/jpeg.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { mp3, mp4, pdf, png, type SampleFile, svg, writeLargeMp4, writeSample, zip } from '../support/sample-files.ts';
import { DashboardDriver, type StandInRequest } from './dashboard-driver.ts';

const MEGABYTE = 1024 * 1024;
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

async function twentyFiles(): Promise<SampleFile[]> {
  const write = (name: string, bytes: Uint8Array) => writeSample(directory, name, bytes);
  return [
    write('church.jpg', await jpeg(browser, 1)),
    write('rings.jpeg', await jpeg(browser, 2)),
    write('DANCE.JPG', await jpeg(browser, 3)),
    write(`${'a long name '.repeat(17).slice(0, 195).trim().padEnd(196, 'x')}.jpg`, await jpeg(browser, 4)),
    write('stripes-1.png', png(320, 200, 1)),
    write('stripes-2.png', png(640, 480, 2)),
    write('stripes-3.png', png(64, 64, 3)),
    write('תמונה של החתונה #3 (סופית).png', png(200, 120, 4)),
    write('logo.svg', svg(1)),
    write('icon & mark.svg', svg(5)),
    write('price list.pdf', pdf('Price list')),
    write('100% wool.pdf', pdf('Wool')),
    write('silence.mp3', mp3(120)),
    write('short.mp3', mp3(5)),
    write('clip.mp4', mp4(200_000)),
    write('clip-2.mp4', mp4(2 * MEGABYTE)),
    write('archive.zip', zip('inside.txt', Buffer.from('hello'))),
    write('large.zip', zip('inside.bin', Buffer.alloc(9 * MEGABYTE, 7))),
    write('a+b=c.png', png(80, 80, 6)),
    write('résumé.pdf', pdf('CV')),
  ];
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);

test('twenty files and a large video arrive in the chosen folder with the same bytes', async () => {
  const files = await twentyFiles();
  const video = writeLargeMp4(directory, 'wedding film.mp4', 60 * MEGABYTE);
  const driver = await DashboardDriver.open(browser, uplift);

  await driver.openFolderPicker();
  await driver.get('folder-option').first().click();
  const parentId = await driver.get('folder-option').first().getAttribute('data-folder-id');
  expect(parentId).toMatch(/^[A-Za-z0-9_-]+$/);
  await driver.createFolder('Wedding 2026');
  await driver.pick([...files, video].map((file) => file.path));
  await driver.untilReady(21);

  const summary = await driver.summary();
  const expectedBytes = [...files, video].reduce((sum, file) => sum + file.sizeInBytes, 0);
  expect(summary).toEqual({ total: 21, ready: 21, failed: 0, bytesSent: expectedBytes });

  const arrived = (await driver.library())
    .filter((file) => file.path.at(-1) === 'Wedding 2026')
    .map((file) => ({ name: file.displayName, md5: file.md5, sizeInBytes: file.sizeInBytes }));
  expect(arrived.sort(byName)).toEqual(
    [...files, video].map(({ name, md5, sizeInBytes }) => ({ name, md5, sizeInBytes })).sort(byName),
  );

  const requests = await driver.requests();
  const puts = requests.filter((request) => request.method === 'PUT' && isPutUpload(request));
  const patches = requests.filter((request) => request.method === 'PATCH');
  const finalisings = requests.filter(
    (request) => request.method === 'PUT' && !isPutUpload(request) && isUpload(request),
  );
  expect(puts).toHaveLength(20);
  expect(patches.length).toBeGreaterThan(0);
  expect(finalisings).toHaveLength(1);
  expect(driver.consoleErrors).toEqual([]);
  expect(driver.foreignRequests).toEqual([]);
  await driver.close();
});

test('a line cut in the middle of a large video goes on from the offset, not from zero', async () => {
  const video = writeLargeMp4(directory, 'cut film.mp4', 60 * MEGABYTE);
  const driver = await DashboardDriver.open(browser, uplift);
  await driver.clearRequests();
  await driver.setFaults({ cutUploadRate: 1, throttleBytesPerSecond: 100 * MEGABYTE, seed: 7 });
  await driver.pick([video.path]);
  await driver.untilStatus(video.name, 'waiting');
  await driver.setFaults({});
  await driver.untilReady(1);

  const stored = (await driver.library()).filter((file) => file.displayName === video.name);
  expect(stored.map((file) => file.md5)).toEqual([video.md5]);
  const patches = (await driver.requests()).filter((request) => request.method === 'PATCH');
  expect(patches.length).toBeGreaterThan(1);
  const received = patches.reduce((sum, request) => sum + request.bytesReceived, 0);
  expect(patches.some((request) => request.status === null && request.bytesReceived > 0)).toBe(true);
  expect(received).toBeGreaterThanOrEqual(video.sizeInBytes);
  expect(received).toBeLessThan(video.sizeInBytes + 10 * MEGABYTE);
  await driver.close();
});

const isUpload = (request: StandInRequest): boolean => request.path.startsWith('/upload/');
const isPutUpload = (request: StandInRequest): boolean =>
  isUpload(request) && !request.path.startsWith('/upload/tus') && request.status === 200;
