import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BrowserLab, startBrowserLab } from './support/browser-lab.ts';
import { answerWith, cutAfter, on, startUploadHost, type UploadHost } from './support/upload-host.ts';

let lab: BrowserLab;
let host: UploadHost;
let page: Page;
let complaints: string[];
let directory: string;

beforeAll(async () => {
  lab = await startBrowserLab();
});
afterAll(() => lab?.close());
beforeEach(async () => {
  host = await startUploadHost();
  directory = mkdtempSync(join(tmpdir(), 'engine-files-'));
  ({ page, complaints } = await lab.openPage());
  return async () => {
    await page.close();
    await host.close();
    rmSync(directory, { recursive: true, force: true });
  };
});

/** Writes a file below the test's directory; its bytes follow from its name. */
function write(path: string, sizeInBytes: number): string {
  const whole = join(directory, path);
  mkdirSync(dirname(whole), { recursive: true });
  const seed = createHash('md5').update(path).digest();
  writeFileSync(whole, Buffer.alloc(sizeInBytes, seed));
  return whole;
}

function md5(path: string, sizeInBytes: number): string {
  const seed = createHash('md5').update(path).digest();
  return createHash('md5').update(Buffer.alloc(sizeInBytes, seed)).digest('hex');
}

async function uploadFrom(inputId: string, paths: string | string[]): Promise<void> {
  await page.setInputFiles(`#${inputId}`, paths);
  await page.evaluate(
    ([origin, id]) => {
      window.lab.startEngine(origin ?? '');
      window.lab.addFrom(id ?? '');
    },
    [host.origin, inputId],
  );
}

async function untilReady(count: number): Promise<void> {
  await page.waitForFunction((all) => window.lab.summary()?.byStatus.ready === all, count, { timeout: 15_000 });
}

/** Drops files and folders of the disk onto the page, as a person would. */
async function drop(paths: string[]) {
  const box = await page.locator('#drop').boundingBox();
  if (!box) throw new Error('nowhere to drop');
  const session = await page.context().newCDPSession(page);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type, x: box.x + 20, y: box.y + 20, data });
  }
  const drops = await page.evaluate(() => window.lab.drops());
  return drops.at(-1) as { paths: string[]; found: number; problems: { path: string; failure: { code: string } }[] };
}

describe('a whole engine in the browser', () => {
  test('brings a folder of small and large files over, byte by byte, once each', async () => {
    const sizes: Record<string, number> = {
      'trip/a.jpg': 1_000,
      'trip/day 1/b #1.jpg': 20_000,
      'trip/day 1/תמונה.png': 300_000,
      'trip/film.mp4': 1024 * 1024 * 2 + 5,
    };
    for (const [path, bytes] of Object.entries(sizes)) write(path, bytes);
    await uploadFrom('folder', join(directory, 'trip'));
    await untilReady(4);
    const stored = Object.fromEntries(host.stored.map((file) => [file.fileName, file.md5]));
    expect(stored).toEqual(
      Object.fromEntries(Object.entries(sizes).map(([path, bytes]) => [path.split('/').at(-1), md5(path, bytes)])),
    );
    expect(host.stored).toHaveLength(4);
    expect(await page.evaluate(() => window.lab.summary())).toMatchObject({
      total: 4,
      isBusy: false,
      bytesSent: 2_418_157,
    });
    expect(complaints).toEqual([]);
  });

  test('goes through a refused ticket, a break in the middle and a busy host', async () => {
    write('film.mp4', 1024 * 1024 * 3);
    write('a.jpg', 5_000);
    host.failOnce(on('POST', answerWith(403)));
    host.failOnce((request, response) =>
      request.headers['upload-offset'] === String(512 * 1024) ? cutAfter(1)(request, response) : false,
    );
    host.failOnce(on('PUT', answerWith(503)));
    await uploadFrom('files', [join(directory, 'film.mp4'), join(directory, 'a.jpg')]);
    await untilReady(2);
    expect(host.stored.map((file) => file.md5).toSorted()).toEqual(
      [md5('film.mp4', 1024 * 1024 * 3), md5('a.jpg', 5_000)].toSorted(),
    );
    const states = await page.evaluate(() => window.lab.states());
    expect(states['film.mp4']).toContain('waiting');
    expect(states['film.mp4']).not.toContain('failed');
  });

  test('stops at a pause and goes on at a resume from where the host stands', async () => {
    write('film.mp4', 1024 * 1024 * 4);
    let patches = 0;
    host.failOnce((request) => {
      if (request.method === 'PATCH') patches += 1;
      // Holds the fourth chunk, so that the pause finds it under way.
      return request.method === 'PATCH' && patches === 4;
    });
    await uploadFrom('files', join(directory, 'film.mp4'));
    await expect.poll(() => patches).toBe(4);
    await page.evaluate(() => window.lab.pauseAll());
    expect(await page.evaluate(() => window.lab.items())).toMatchObject([
      { state: { status: 'paused', bytesAccepted: 3 * 256 * 1024 } },
    ]);
    await page.evaluate(() => window.lab.resumeAll());
    await untilReady(1);
    expect(host.stored.map((file) => file.md5)).toEqual([md5('film.mp4', 1024 * 1024 * 4)]);
    expect(host.seen.filter((request) => request.method === 'POST')).toHaveLength(1);
    expect(host.seen.filter((request) => request.method === 'HEAD')).toHaveLength(1);
  });
});

describe('a file that changed on the disk after it was picked', () => {
  const failureAfter = async (change: (path: string) => void) => {
    const path = write('a.jpg', 5_000);
    await page.setInputFiles('#files', path);
    await page.evaluate(() => window.lab.hold('files'));
    expect(await page.evaluate(() => window.lab.readHead(100))).toBe(100);
    change(path);
    return page.evaluate(() => window.lab.readHead(100));
  };

  // What a document is needs no look into it: here the bytes on their way are the only ones that were ever read.
  test.each<[string, (path: string) => void, string]>([
    ['changed', (path) => truncateSync(path, 10), 'FILE_CHANGED'],
    ['replaced', (path) => writeFileSync(path, Buffer.alloc(3 * 1024 * 1024, 7)), 'FILE_CHANGED'],
    ['moved away', unlinkSync, 'FILE_UNREADABLE'],
  ])('and %s while it is sent says so, and nothing of a bad line', async (_how, change, code) => {
    const path = write('paper.pdf', 3 * 1024 * 1024);
    host.failOnce((request) => {
      if (request.headers['upload-offset'] === String(512 * 1024)) change(path);
      return false;
    });
    await uploadFrom('files', path);
    await page.waitForFunction(() => window.lab.summary()?.byStatus.failed === 1, undefined, { timeout: 15_000 });
    expect(await page.evaluate(() => window.lab.items())).toMatchObject([{ state: { failure: { code } } }]);
    expect(host.stored).toEqual([]);
  });

  test('is unreadable when it is gone', async () => {
    expect(await failureAfter(unlinkSync)).toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test.each<[string, (path: string) => void]>([
    ['shorter', (path) => truncateSync(path, 10)],
    ['touched', (path) => utimesSync(path, new Date(0), new Date(0))],
  ])('has changed when it is %s', async (_how, change) => {
    expect(await failureAfter(change)).toMatchObject({ code: 'FILE_CHANGED' });
  });
});

describe('picking', () => {
  test('keeps the path below the chosen folder, and just the name without one', async () => {
    write('trip/day 1/a.jpg', 1);
    write('trip/a.jpg', 1);
    await page.setInputFiles('#folder', join(directory, 'trip'));
    await page.setInputFiles('#files', join(directory, 'trip/a.jpg'));
    expect((await page.evaluate(() => window.lab.pickedPaths('folder'))).toSorted()).toEqual([
      'trip/a.jpg',
      'trip/day 1/a.jpg',
    ]);
    expect(await page.evaluate(() => window.lab.pickedPaths('files'))).toEqual(['a.jpg']);
  });
});

describe('dropping', () => {
  test('takes every file of a folder, also beyond the hundred that Chromium gives at once', async () => {
    for (let index = 0; index < 250; index += 1) write(`many/${index}.jpg`, 1);
    for (let index = 0; index < 3; index += 1) write(`many/deep/deeper/${index}.jpg`, 1);
    const result = await drop([join(directory, 'many')]);
    expect(result).toMatchObject({ found: 253, problems: [] });
    expect(new Set(result.paths).size).toBe(253);
    expect(result.paths).toContain('many/249.jpg');
    expect(result.paths).toContain('many/deep/deeper/2.jpg');
  });

  test('takes files and folders together', async () => {
    write('single.jpg', 1);
    write('folder/a.jpg', 1);
    const result = await drop([join(directory, 'single.jpg'), join(directory, 'folder')]);
    expect(result.paths.toSorted()).toEqual(['folder/a.jpg', 'single.jpg']);
  });

  test('takes a link that was dropped for the file that it leads to, and is not stopped by links in a folder', async () => {
    write('folder/a.jpg', 1);
    symlinkSync(join(directory, 'nowhere'), join(directory, 'folder/broken.jpg'));
    symlinkSync(join(directory, 'folder/a.jpg'), join(directory, 'folder/link.jpg'));
    symlinkSync(join(directory, 'folder/a.jpg'), join(directory, 'top.jpg'));
    const result = await drop([join(directory, 'folder'), join(directory, 'top.jpg')]);
    // Chromium leaves links inside a folder out by itself, without a word to the page.
    expect(result).toEqual({ found: 2, paths: ['folder/a.jpg', 'top.jpg'], problems: [] });
  });
});

describe('types', () => {
  test('come from the extension, from the bytes without one, and are left to Wix when the two contradict', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108020000009077', 'hex');
    const heic = Buffer.concat([
      Buffer.from([0, 0, 0, 24]),
      Buffer.from('ftypheic'),
      Buffer.alloc(4),
      Buffer.from('heicmif1'),
    ]);
    const files: [string, Buffer, string][] = [
      ['right.png', png, 'image/png'],
      ['noextension', png, 'image/png'],
      ['wrong.jpg', png, 'application/octet-stream'],
      ['phone.heic', heic, 'image/heic'],
      ['renamed.jpg', heic, 'application/octet-stream'],
      ['phone', heic, 'image/heic'],
      ['table.csv', Buffer.from('a,b\n'), 'text/csv'],
      ['odd.unheard-of', png, 'application/octet-stream'],
    ];
    for (const [name, bytes] of files) writeFileSync(join(directory, name), bytes);
    await page.setInputFiles(
      '#files',
      files.map(([name]) => join(directory, name)),
    );
    expect(await page.evaluate(() => window.lab.detectTypes('files'))).toEqual(files.map(([, , type]) => type));
  });
});

test('a frame comes within a tenth of a second even when the page is hidden', async () => {
  await page.evaluate(() => {
    window.requestAnimationFrame = () => 0;
  });
  const delay = await page.evaluate(() => window.lab.frameDelay());
  expect(delay).toBeGreaterThanOrEqual(95);
  expect(delay).toBeLessThan(1_000);
});
