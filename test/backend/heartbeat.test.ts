import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deferred } from '../support/deferred.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';

// The patience of a call with Wix has no end here: only what does not wait for Wix at all comes back.
vi.mock('node:timers/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:timers/promises')>();
  return {
    ...original,
    setTimeout: (delayMs: number, ...rest: unknown[]) =>
      delayMs >= 1_000
        ? new Promise<never>(() => {})
        : Reflect.apply(original.setTimeout, original, [delayMs, ...rest]),
  };
});

const LEDGER = 'src/backend/ledger.web.ts';
const GET_FILES = '/site-media/v1/files/get-files';

let app: RunningApp;
let token: string;
beforeAll(async () => {
  app = await startApp();
  token = app.issueToken('instance-1');
});
afterAll(() => app.close());

const ask = async <Result>(method: string, request: unknown): Promise<Result> => {
  const { status, body } = await app.call(LEDGER, method, request, token);
  expect([status, body.exception]).toEqual([200, undefined]);
  return body.result as Result;
};

/** A batch with one file that Wix has accepted and of which nobody has heard since. */
async function acceptedFile() {
  const [holderId, batchId, uploadId] = [randomUUID(), randomUUID(), randomUUID()];
  const { lease } = await ask<{ lease: { epoch: number } }>('openBatch', {
    batchId,
    holderId,
    label: 'one picture',
    destination: { kind: 'site-media', folderId: 'media-root' },
  });
  const proof = { batchId, epoch: lease.epoch };
  const file = { uploadId, name: 'p.jpg', path: 'p.jpg', sizeInBytes: 15_359, lastModified: 0 };
  await ask('recordItems', { lease: proof, items: [file] });
  await ask('recordChanges', { lease: proof, changes: [{ type: 'accepted', uploadId, fileId: 'file-1' }] });
  return { holderId, proof };
}

test('the heartbeat is answered while Wix is still being asked, and what Wix says is written down all the same', async () => {
  const wixAnswers = deferred<void>();
  app.wix.on(`POST ${GET_FILES}`, async () => {
    await wixAnswers.promise;
    return {
      json: {
        files: [
          {
            id: 'file-1',
            displayName: 'p.jpg',
            url: 'https://static.wixstatic.com/media/file-1',
            parentFolderId: 'media-root',
            sizeInBytes: '15359',
            mediaType: 'IMAGE',
            operationStatus: 'READY',
          },
        ],
      },
    };
  });
  const { holderId, proof } = await acceptedFile();
  expect(await ask('renewLeases', { holderId, leases: [proof] })).toMatchObject({ lost: [] });
  await expect.poll(() => app.wix.requestsTo(GET_FILES).length).toBe(1);

  await ask('acquireLease', { batchId: proof.batchId, holderId: randomUUID(), takeOver: true });
  expect(await ask('renewLeases', { holderId, leases: [proof] })).toMatchObject({ lost: [proof.batchId] });

  wixAnswers.resolve();
  const states = async () =>
    (await ask<{ items: { state: string }[] }>('loadBatch', { batchId: proof.batchId })).items.map(
      ({ state }) => state,
    );
  await expect.poll(states).toEqual(['ready']);
});
