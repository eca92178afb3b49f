import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { appTokenOf } from '../support/fake-wix.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';

const EXISTING = 'src/backend/existing-files.web.ts';
const FILES_PATH = '/site-media/v1/files';
const MD5 = 'cf96f0567ed967f02bc9580ab8db86be';
const wixFile = (id: string, more: object = {}) => ({
  id,
  displayName: `${id}.jpg`,
  url: `https://static.wixstatic.com/media/${id}`,
  parentFolderId: 'media-root',
  hash: MD5,
  sizeInBytes: '15359',
  mediaType: 'IMAGE',
  operationStatus: 'READY',
  createdDate: '2024-01-01T00:00:00.000Z',
  ...more,
});

let app: RunningApp;
let token: string;
beforeAll(async () => {
  app = await startApp();
  token = app.issueToken('instance-1');
});
afterAll(() => app.close());
beforeEach(() => {
  app.wix.requests.length = 0;
});

const call = async (method: string, request: unknown) => (await app.call(EXISTING, method, request, token)).body;

test('a folder’s files are listed 100 a call, in the app’s name, with what a plan needs of them', async () => {
  app.wix.on(`GET ${FILES_PATH}`, () => ({ json: { files: [wixFile('a')], nextCursor: { cursors: { next: 'C2' } } } }));
  expect(await call('listExistingFiles', { folderId: 'media-root' })).toEqual({
    result: {
      files: [{ id: 'a', name: 'a.jpg', sizeInBytes: 15_359, addedAt: Date.parse('2024-01-01T00:00:00.000Z') }],
      nextCursor: 'C2',
    },
  });
  const [request] = app.wix.requestsTo(FILES_PATH);
  expect(request?.path).toBe(
    `${FILES_PATH}?parentFolderId=media-root&sort.fieldName=displayName&sort.order=ASC&paging.limit=100`,
  );
  expect(request?.authorization).toBe(appTokenOf('instance-1'));
  await call('listExistingFiles', { folderId: 'media-root', cursor: 'C2' });
  expect(app.wix.requestsTo(FILES_PATH).at(-1)?.path).toContain('paging.cursor=C2');
});

test('files that failed or lie in the trash are not there; a size that Wix does not know is not made up', async () => {
  app.wix.on(`GET ${FILES_PATH}`, () => ({
    json: {
      files: [
        wixFile('failed', { operationStatus: 'FAILED' }),
        wixFile('deleted', { state: 'DELETED' }),
        wixFile('importing', { operationStatus: 'PENDING', sizeInBytes: '-1', hash: '' }),
      ],
    },
  }));
  expect(await call('listExistingFiles', { folderId: 'media-root' })).toMatchObject({
    result: { files: [{ id: 'importing' }] },
  });
});

test.each([
  ['no cursor', { files: [wixFile('a')], nextCursor: {} }],
  ['an empty cursor', { files: [wixFile('a')], nextCursor: { cursors: { next: '' } } }],
  ['the cursor that was asked', { files: [wixFile('a')], nextCursor: { cursors: { next: 'C1' } } }],
  ['an empty page', { files: [], nextCursor: { cursors: { next: 'C2' } } }],
])('a list ends with %s, and not with a page on which every file is left out', async (_case, json) => {
  app.wix.on(`GET ${FILES_PATH}`, () => ({ json }));
  expect((await call('listExistingFiles', { folderId: 'media-root', cursor: 'C1' })).result).not.toHaveProperty(
    'nextCursor',
  );
  app.wix.on(`GET ${FILES_PATH}`, () => ({
    json: { files: [wixFile('a', { operationStatus: 'FAILED' })], nextCursor: { cursors: { next: 'C2' } } },
  }));
  expect(await call('listExistingFiles', { folderId: 'media-root', cursor: 'C1' })).toEqual({
    result: { files: [], nextCursor: 'C2' },
  });
});

test('a hash is told as MD5 only for kinds of media for which this site has proved it', async () => {
  app.wix.on(`GET ${FILES_PATH}`, () => ({
    json: { files: [wixFile('a'), wixFile('b', { mediaType: 'VIDEO' }), wixFile('c', { hash: 'not an md5' })] },
  }));
  await proveHashes('instance-1');
  const { result } = await call('listExistingFiles', { folderId: 'media-root' });
  expect(result).toMatchObject({ files: [{ id: 'a', md5: MD5 }, { id: 'b' }, { id: 'c' }] });
  const [, video, odd] = (result as unknown as { files: object[] }).files;
  expect(video).not.toHaveProperty('md5');
  expect(odd).not.toHaveProperty('md5');
});

/** Sends one picture of which Wix tells the very MD5 that the page computed. */
async function proveHashes(instanceId: string): Promise<void> {
  const LEDGER = 'src/backend/ledger.web.ts';
  const batchId = randomUUID();
  const uploadId = randomUUID();
  const siteToken = app.issueToken(instanceId);
  const ledger = async (method: string, request: unknown) => {
    const { status, body } = await app.call(LEDGER, method, request, siteToken);
    expect([status, body.exception]).toEqual([200, undefined]);
    return body.result as never;
  };
  const { lease } = (await ledger('openBatch', {
    batchId,
    holderId: randomUUID(),
    label: 'one picture',
    destination: { kind: 'site-media', folderId: 'media-root' },
  })) as { lease: { batchId: string; epoch: number } };
  const proof = { batchId: lease.batchId, epoch: lease.epoch };
  await ledger('recordItems', {
    lease: proof,
    items: [{ uploadId, name: 'p.jpg', path: 'p.jpg', sizeInBytes: 15_359, lastModified: 0 }],
  });
  app.wix.on('POST /site-media/v1/files/generate-upload-url', () => ({
    json: { uploadUrl: 'https://upload.wixmp.com/upload/x' },
  }));
  await app.call(
    'src/backend/media-upload.web.ts',
    'createUploadTickets',
    {
      files: [
        {
          uploadId,
          fileName: 'p.jpg',
          mimeType: 'image/jpeg',
          sizeInBytes: 15_359,
          parentFolderId: 'media-root',
          lease: proof,
        },
      ],
    },
    siteToken,
  );
  await ledger('recordChanges', {
    lease: proof,
    changes: [{ type: 'accepted', uploadId, fileId: 'proof', md5: MD5 }],
  });
  app.wix.on('POST /site-media/v1/files/get-files', () => ({ json: { files: [wixFile('proof')] } }));
  await app.call('src/backend/media-upload.web.ts', 'getFileStates', { fileIds: ['proof'] }, siteToken);
}

test('a folder that is gone is told as that', async () => {
  app.wix.on(`GET ${FILES_PATH}`, () => ({
    status: 404,
    json: { message: 'gone', details: { applicationError: { code: 'RESOURCE_NOT_FOUND' } } },
  }));
  expect(await call('listExistingFiles', { folderId: 'f'.repeat(32) })).toMatchObject({
    exception: true,
    result: { code: 'FOLDER_NOT_FOUND' },
  });
});

test('a replaced file goes to the trash, from which it can be taken back, only when the new one is ready beside it', async () => {
  app.wix.on('POST /site-media/v1/files/get-files', () => ({
    json: { files: [wixFile('new'), wixFile('old'), wixFile('far', { parentFolderId: 'elsewhere' })] },
  }));
  app.wix.on('POST /site-media/v1/bulk/files/delete', () => ({ json: {} }));
  const answer = await call('trashReplacedFiles', {
    replacements: [
      { newFileId: 'new', oldFileId: 'old' },
      { newFileId: 'new', oldFileId: 'far' },
    ],
  });
  expect(answer.result).toEqual({
    outcomes: [
      { oldFileId: 'old', outcome: 'trashed' },
      { oldFileId: 'far', outcome: 'kept' },
    ],
  });
  const deletions = app.wix.requestsTo('/site-media/v1/bulk/files/delete');
  expect(deletions.map(({ body }) => body)).toEqual([{ fileIds: ['old'], permanent: false }]);
});

test.each([
  ['listExistingFiles', { folderId: '../folders' }, 'folderId'],
  ['listExistingFiles', { folderId: 'media-root', cursor: '' }, 'cursor'],
  ['trashReplacedFiles', { replacements: [] }, 'replacements'],
  ['trashReplacedFiles', { replacements: [{ newFileId: 'a', oldFileId: 'a' }] }, 'replacements.0.oldFileId'],
  ['trashReplacedFiles', { replacements: Array(51).fill({ newFileId: 'a', oldFileId: 'b' }) }, 'replacements'],
])('%s refuses %j', async (method, request, field) => {
  const { status, body } = await app.call(EXISTING, method, request, token);
  expect(status).toBe(400);
  expect(body.result).toMatchObject({ code: 'INVALID_ARGUMENT', field });
});
