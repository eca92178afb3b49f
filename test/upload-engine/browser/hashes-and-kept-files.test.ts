import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { truncate, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  KEPT_FILE_MAX_IN_BYTES,
  KEPT_FOR_MS,
  KEPT_TOTAL_MAX_IN_BYTES,
} from '../../../src/upload-engine/browser/kept-files.ts';
import { type Profile, type StorageLab, startStorageLab } from './support/storage-lab.ts';

const MiB = 1024 * 1024;
let lab: StorageLab;
let allowed: Profile;

beforeAll(async () => {
  lab = await startStorageLab();
  allowed = await lab.openProfile('allowed');
});
afterAll(async () => {
  await allowed?.close();
  await lab?.close();
});

/** A file of random bytes on the disk, written and hashed in a stream. */
async function fileOnDisk(name: string, sizeInBytes: number): Promise<{ path: string; md5: string }> {
  const path = join(lab.folder, name);
  await pipeline(function* () {
    for (let left = sizeInBytes; left > 0; left -= MiB) yield randomBytes(Math.min(left, MiB));
  }, createWriteStream(path));
  const hash = createHash('md5');
  await pipeline(createReadStream(path), hash);
  return { path, md5: hash.digest('hex') };
}

/** The size is read as the engine reads it: from then on the browser knows whether the file has changed. */
async function choose(frame: Frame, path: string): Promise<void> {
  await frame.locator('#file').setInputFiles(path);
  await frame.evaluate(() => window.storage.sizeOfChosen());
}

describe('the MD5 of a file', () => {
  test.each([0, 1, 10 * MiB + 1])('of %i bytes is what Node computes', async (sizeInBytes) => {
    const frame = await allowed.openPage();
    const { path, md5 } = await fileOnDisk(`sized-${sizeInBytes}`, sizeInBytes);
    await choose(frame, path);
    expect(await frame.evaluate(() => window.storage.md5OfChosen())).toMatchObject({ md5 });
    await frame.page().close();
  });

  test('of 200 MB is what Node computes, and the page stays alive meanwhile', { timeout: 60_000 }, async () => {
    const frame = await allowed.openPage();
    const { path, md5 } = await fileOnDisk('large', 200 * MiB);
    await choose(frame, path);
    const result = await frame.evaluate(() => window.storage.md5OfChosen());
    expect(result).toMatchObject({ md5 });
    expect(result.longestBlockMs).toBeLessThan(1_000);
    await frame.page().close();
  });

  test('is made although garbage is collected while the file is read', async () => {
    const frame = await allowed.openPage();
    await frame.evaluate(() => window.storage.md5OfText('starts the worker'));
    await frame.page().workers()[0]?.evaluate('setInterval(() => gc(), 20)');
    const { path, md5 } = await fileOnDisk('collected', 50 * MiB);
    await choose(frame, path);
    expect(await frame.evaluate(() => window.storage.md5OfChosen())).toMatchObject({ md5 });
    await frame.page().close();
  });

  test('that is given up does not keep the next one waiting', async () => {
    const frame = await allowed.openPage();
    expect(await frame.evaluate(() => window.storage.abortOneOfTwo('next'))).toEqual({
      first: { aborted: 'given up' },
      second: { md5: createHash('md5').update('next').digest('hex') },
    });
    await frame.page().close();
  });

  test('is told when it is made, also where files were asked for together', async () => {
    const frame = await allowed.openPage();
    const md5 = (content: string | Buffer) => createHash('md5').update(content).digest('hex');
    expect(await frame.evaluate((size) => window.storage.md5OfGroup('a', size, 'b'), 30 * MiB)).toEqual({
      hashes: [md5('a'), 'given up', md5(Buffer.alloc(30 * MiB)), md5('b')],
      order: ['given up', 'before', 'large', 'behind'],
    });
    await frame.page().close();
  });

  test.each([
    ['small file that is gone', 100, (path: string) => unlink(path)],
    ['small file that is changed', 100, (path: string) => truncate(path, 5)],
    ['large file that is gone', 10 * MiB, (path: string) => unlink(path)],
    ['large file that is shorter now', 10 * MiB, (path: string) => truncate(path, 5 * MiB)],
    ['large file that is longer now', 10 * MiB, (path: string) => truncate(path, 20 * MiB)],
  ])('of a %s cannot be made, and others still can', async (what, sizeInBytes, harm) => {
    const frame = await allowed.openPage();
    const { path } = await fileOnDisk(`harmed ${what}`, sizeInBytes);
    await choose(frame, path);
    await harm(path);
    expect(await frame.evaluate(() => window.storage.md5OfChosen())).toMatchObject({
      failure: { code: 'FILE_UNREADABLE' },
    });
    expect(await frame.evaluate(() => window.storage.md5OfText('a'))).toEqual({
      md5: createHash('md5').update('a').digest('hex'),
    });
    await frame.page().close();
  });
});

test('the hasher tells the sampled hash first, then the MD5', async () => {
  const frame = await allowed.openPage();
  const { path, md5 } = await fileOnDisk('both', MiB);
  await choose(frame, path);
  const sample = await frame.evaluate(() => window.storage.sampleOfChosen());
  expect(await frame.evaluate(() => window.storage.samplesAndMd5OfChosen())).toEqual([sample, md5]);
  expect(await frame.evaluate(() => window.storage.workerSampleOfChosen())).toBe(sample);
  await unlink(path);
  expect(await frame.evaluate(() => window.storage.workerSampleOfChosen())).toMatchObject({ code: 'FILE_UNREADABLE' });
  await frame.page().close();
});

test('the sampled hash tells files of equal size apart by start, middle and end, and is the same each time', async () => {
  const frame = await allowed.openPage();
  const bytes = randomBytes(MiB);
  const sampleOf = async (name: string, changeAt?: number) => {
    const content = Buffer.from(bytes);
    if (changeAt !== undefined) content[changeAt] = (content[changeAt] ?? 0) ^ 255;
    const path = join(lab.folder, name);
    await writeFile(path, content);
    await choose(frame, path);
    return frame.evaluate(() => window.storage.sampleOfChosen());
  };
  const original = await sampleOf('original');
  expect(original).toMatch(/^[0-9a-f]{64}$/);
  expect(await sampleOf('copy')).toBe(original);
  for (const changeAt of [0, MiB / 2, MiB - 1])
    expect(await sampleOf(`changed-${changeAt}`, changeAt)).not.toBe(original);
  await frame.page().close();
});

describe('kept files in another site’s frame that may store', () => {
  test('are there again after a reload, with name, time and bytes, until they are forgotten', async () => {
    const frame = await allowed.openFrame();
    expect(await frame.evaluate(() => window.storage.keep({ siteId: 'a' }, 'one', 'bytes of one'))).toEqual({
      available: true,
      isKept: true,
    });
    await frame.page().close();
    const again = await allowed.openFrame();
    const one = { uploadId: 'one', name: 'one.txt', lastModified: 1_234, text: 'bytes of one' };
    expect(await again.evaluate(() => window.storage.take('a', ['one', 'never kept']))).toEqual([one]);
    expect(await again.evaluate(() => window.storage.take('another site', ['one']))).toEqual([]);
    await again.evaluate(() => window.storage.forget('a', ['one', 'never kept']));
    expect(await again.evaluate(() => window.storage.take('a', ['one']))).toEqual([]);
    await again.page().close();
  });

  test('are small, and not too many together: what earlier pages kept counts', async () => {
    const frame = await allowed.openFrame();
    expect(KEPT_TOTAL_MAX_IN_BYTES).toBeGreaterThan(KEPT_FILE_MAX_IN_BYTES);
    expect(await frame.evaluate((size) => window.storage.keepLarge(size), KEPT_FILE_MAX_IN_BYTES + 1)).toBe(false);
    expect(await frame.evaluate((size) => window.storage.keepLarge(size), KEPT_FILE_MAX_IN_BYTES)).toBe(true);
    const room = { siteId: 'full', totalMaxInBytes: 10 };
    const keep = (id: string, text: string) =>
      frame.evaluate(([options, uploadId, content]) => window.storage.keep(options, uploadId, content), [
        room,
        id,
        text,
      ] as const);
    expect(await keep('one', '123456')).toMatchObject({ isKept: true });
    expect(await keep('two', '12345')).toMatchObject({ isKept: false });
    await frame.evaluate(() => window.storage.forget('full', ['one']));
    expect(await keep('two', '12345')).toMatchObject({ isKept: true });
    await frame.page().close();
  });

  test('that nobody fetched for a week are swept away', async () => {
    const frame = await allowed.openFrame();
    const keepAt = (id: string, time: number) =>
      frame.evaluate(([uploadId, at]) => window.storage.keepAt('old', uploadId, at), [id, time] as const);
    await keepAt('old', Date.now() - KEPT_FOR_MS - 60_000);
    await keepAt('fresh', Date.now() - KEPT_FOR_MS + 60_000);
    const found = await frame.evaluate(() => window.storage.take('old', ['old', 'fresh']));
    expect(found.map(({ uploadId }) => uploadId)).toEqual(['fresh']);
    await frame.page().close();
  });
});

test('in a frame whose storage is refused nothing is kept, nothing throws, and hashing works', async () => {
  const blocked = await lab.openProfile('blocked');
  const frame = await blocked.openFrame();
  expect(await frame.evaluate(() => window.storage.isStorageRefused())).toBe(true);
  expect(await frame.evaluate(() => window.storage.keep({ siteId: 'a' }, 'one', 'bytes'))).toEqual({
    available: false,
    isKept: false,
  });
  expect(await frame.evaluate(() => window.storage.take('a', ['one']))).toEqual([]);
  await frame.evaluate(() => window.storage.forget('a', ['one']));
  expect(await frame.evaluate(() => window.storage.md5OfText('a'))).toEqual({
    md5: createHash('md5').update('a').digest('hex'),
  });
  expect(blocked.complaints).toEqual([]);
  await blocked.close();
});
