import { mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type RunningUplift, startUplift } from '../support/running-uplift.ts';
import { pdf, png, writeLargeMp4, writeSample } from '../support/sample-files.ts';
import { DashboardDriver } from './dashboard-driver.ts';

let browser: Browser;
let uplift: RunningUplift;
let directory: string;
let driver: DashboardDriver;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-files-'));
  [browser, uplift] = await Promise.all([launchChromium(), startUplift()]);
});

afterAll(async () => {
  await browser?.close();
  await uplift?.dispose();
  rmSync(directory, { recursive: true, force: true });
});

beforeEach(async () => {
  driver = await DashboardDriver.open(browser, uplift);
});

afterEach(async () => {
  await driver.setFaults({});
  await driver.close();
});

/** A picture like no other: the page would recognise the same content under another name. */
let pictures = 0;
const picture = (name: string) => {
  pictures += 1;
  return { name, mimeType: 'image/png', buffer: png(40, 40, pictures) };
};

async function errorOf(fileName: string): Promise<string> {
  await driver.untilStatus(fileName, 'failed');
  return driver.row(fileName).locator('[data-hook="row-error"]').innerText();
}

test('an empty file is refused with its name before any call, and the others arrive', async () => {
  await driver.clearRequests();
  await driver.pickBuffers([
    { name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) },
    picture('good.png'),
  ]);
  expect(await errorOf('empty.png')).toMatch(/empty/i);
  await driver.untilReady(1);
  const tickets = (await driver.requests()).filter((request) => request.path.includes('generate-upload-url'));
  expect(tickets).toHaveLength(1);
});

test('a name of 300 characters is refused with the cure, and the others arrive', async () => {
  const name = `${'n'.repeat(296)}.png`;
  await driver.pickBuffers([picture(name), picture('beside a long name.png')]);
  expect(await errorOf(name)).toMatch(/255|rename|shorter/i);
  await driver.untilReady(1);
});

test('a file that is deleted between picking and sending is said to be gone, and the others arrive', async () => {
  await driver.setFaults({ signingDelayMs: 3_000 });
  // Larger than what is read at once: a small file that was read in time is sent all the same.
  const gone = writeSample(directory, 'gone.pdf', Buffer.concat([pdf('Soon gone'), Buffer.alloc(1_000_000)]));
  const kept = writeSample(directory, 'kept.pdf', pdf('Kept'));
  await driver.pick([gone.path, kept.path]);
  await driver.row('gone.pdf').waitFor();
  unlinkSync(gone.path);
  expect(await errorOf('gone.pdf')).toMatch(/cannot read the file any more/i);
  await driver.untilReady(1);
});

test('a folder that was deleted meanwhile is named as the cause, and nothing is put elsewhere', async () => {
  await driver.openFolderPicker();
  await driver.createFolder('Short-lived');
  await driver.row('good.png').count();
  await driver.deleteFolder('Short-lived');
  await driver.pickBuffers([picture('homeless.png')]);
  expect(await errorOf('homeless.png')).toMatch(/folder/i);
  expect((await driver.library()).filter((file) => file.displayName === 'homeless.png')).toEqual([]);
});

test('a full site is said so, the files wait in the list, and a retry sends them once there is room', async () => {
  await driver.setFaults({ quotaInBytes: 1 });
  await driver.pickBuffers([picture('no room.png')]);
  expect(await errorOf('no room.png')).toMatch(/room|space|storage/i);
  await driver.setFaults({});
  await driver.get('failure-panel').waitFor();
  await driver.clickWhenStill(driver.row('no room.png').locator('[data-hook="row-retry"]'));
  await driver.untilStatus('no room.png', 'ready');
});

test('a directory in a browser that gives none is left out in words and with a count', async () => {
  const area = driver.get('drop-area');
  await area.evaluate((element) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['text'], 'note.txt', { type: 'text/plain' }));
    const directoryItem = {
      kind: 'file',
      type: '',
      webkitGetAsEntry: undefined,
      getAsFile: () =>
        Object.assign(new File([], 'Holiday'), {
          arrayBuffer: () => Promise.reject(new DOMException('not found', 'NotFoundError')),
          slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException('not found', 'NotFoundError')) }),
        }),
    };
    const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer });
    const items = [directoryItem, { kind: 'file', type: 'text/plain', getAsFile: () => transfer.files[0] }];
    Object.defineProperty(event, 'dataTransfer', {
      value: { items, files: [], types: ['Files'], dropEffect: 'copy' },
    });
    element.dispatchEvent(event);
  });
  await driver.untilStatus('note.txt', 'ready');
  await driver.frame.getByText('Holiday').first().waitFor();
});

test('the stand-in stopped in the middle loses nothing: the files wait and arrive when it is back', async () => {
  const film = writeLargeMp4(directory, 'film.mp4', 40 * 1024 * 1024);
  await driver.setFaults({ throttleBytesPerSecond: 8 * 1024 * 1024 });
  await driver.pick([film.path]);
  await driver.untilStatus('film.mp4', 'sending');
  await driver.untilBytesSent(4 * 1024 * 1024);
  await uplift.stop('SIGKILL');
  await driver.untilStatus('film.mp4', 'waiting');
  await uplift.restart();
  await driver.untilStatus('film.mp4', 'ready');
  const stored = (await driver.library()).filter((file) => file.displayName === 'film.mp4');
  expect(stored.map((file) => file.md5)).toEqual([film.md5]);
});
