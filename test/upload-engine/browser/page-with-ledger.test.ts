import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Failure, LEASE_LIFETIME_MS, type MediaFile } from '#contracts';
import { FailureError } from '#upload-engine';
import { createFakeLedger, type FakeLedger } from '../ledger/support/fake-ledger.ts';
import { type Profile, type StorageLab, startStorageLab } from './support/storage-lab.ts';
import { hang, on, startUploadHost, type UploadHost } from './support/upload-host.ts';

let lab: StorageLab;
let host: UploadHost;
let ledger: FakeLedger;
let skippedMs: number;

beforeAll(async () => {
  lab = await startStorageLab();
});
afterAll(() => lab?.close());
beforeEach(async () => {
  host = await startUploadHost();
  skippedMs = 0;
  ledger = createFakeLedger({
    now: () => Date.now() + skippedMs,
    setTimeout: () => () => {},
    nextFrame: () => () => {},
    yield: async () => {},
  });
  return () => host.close();
});

async function openProfile(thirdPartyCookies: 'allowed' | 'blocked'): Promise<Profile> {
  const profile = await lab.openProfile(thirdPartyCookies);
  await profile.context.exposeFunction('ledgerCall', answerLedger);
  return profile;
}

async function answerLedger(method: string, request: unknown): Promise<{ result?: unknown; failure?: Failure }> {
  try {
    if (method === 'getFileStates') return { result: statesOf(request as readonly string[]) };
    const signal = new AbortController().signal;
    const call: unknown = Reflect.get(ledger, method);
    if (typeof call !== 'function') throw new Error(`the ledger has no ${method}`);
    return { result: await Reflect.apply(call, ledger, request === undefined ? [signal] : [request, signal]) };
  } catch (error) {
    if (error instanceof FailureError) return { failure: error.failure };
    throw error;
  }
}

function statesOf(fileIds: readonly string[]): readonly MediaFile[] {
  return fileIds.map((id) => {
    ledger.becomeReady(id);
    return {
      id,
      displayName: id,
      url: '',
      hash: '',
      mediaType: 'IMAGE',
      operationStatus: 'READY',
      verification: 'verified',
    };
  });
}

/** Two small files on the disk, added in a page that is gone before either was sent. */
async function addAndDie(profile: Profile): Promise<{ paths: readonly string[]; batchId: string }> {
  for (const _ of ['a.jpg', 'b.jpg']) host.failOnce(on('PUT', hang));
  const frame = await profile.openFrame();
  const paths = ['a.jpg', 'b.jpg'].map((name) => join(lab.folder, name));
  for (const path of paths) await writeFile(path, `bytes of ${path}`);
  await frame.evaluate((origin) => window.storage.startPage(origin), host.origin);
  await frame.locator('#file').setInputFiles(paths);
  const batchId = (await frame.evaluate(() => window.storage.addChosen())) ?? '';
  await vi.waitFor(
    () => {
      const items = ledger.items(batchId);
      expect(items.map(({ state }) => state)).toEqual(['sending', 'sending']);
      expect(items.every(({ sampleHash }) => sampleHash !== undefined)).toBe(true);
    },
    { timeout: 15_000, interval: 100 },
  );
  // Small files are kept two seconds after they were added.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await frame.page().close({ runBeforeUnload: false });
  skippedMs += LEASE_LIFETIME_MS;
  return { paths, batchId };
}

const allStored = async (frame: Frame, paths: readonly string[], batchId: string) => {
  await vi.waitFor(() => expect(ledger.items(batchId).map(({ state }) => state)).toEqual(['ready', 'ready']), {
    timeout: 15_000,
    interval: 100,
  });
  const md5s = paths.map((path) => createHash('md5').update(`bytes of ${path}`).digest('hex'));
  expect(host.stored.map(({ md5 }) => md5).toSorted()).toEqual(md5s.toSorted());
  const hashes = ledger.effects.flatMap((change) => (change.type === 'hashed' ? change.md5 : []));
  expect(hashes.toSorted()).toEqual(md5s.toSorted());
  expect(await frame.evaluate(() => window.storage.states())).toMatchObject([
    { status: 'ready', file: { verification: 'verified' } },
    { status: 'ready', file: { verification: 'verified' } },
  ]);
};

test('in a frame that may store, files go on by themselves in the next page, from the browser’s own copies', async () => {
  const profile = await openProfile('allowed');
  const { paths, batchId } = await addAndDie(profile);
  const again = await profile.openFrame();
  await again.evaluate((origin) => window.storage.startPage(origin), host.origin);
  await allStored(again, paths, batchId);
  expect(profile.complaints).toEqual([]);
  await profile.close();
}, 60_000);

test('in a frame whose storage is refused, the next page asks for the files, and sends what it is given', async () => {
  const profile = await openProfile('blocked');
  const { paths, batchId } = await addAndDie(profile);
  const again = await profile.openFrame();
  await again.evaluate((origin) => window.storage.startPage(origin), host.origin);
  expect(await again.evaluate(() => window.storage.openBatches())).toMatchObject([
    { batchId, label: 'a.jpg', total: 2, done: 0, canContinue: true },
  ]);
  expect(host.stored).toEqual([]);
  await again.locator('#file').setInputFiles([...paths]);
  expect(await again.evaluate((id) => window.storage.continueWithChosen(id), batchId)).toMatchObject({
    kind: 'continued',
    counts: { total: 2, known: 2, toSend: 2, missing: 0 },
  });
  await allStored(again, paths, batchId);
  expect(profile.complaints).toEqual([]);
  await profile.close();
}, 60_000);
