import { afterEach, beforeEach, expect, test } from 'vitest';
import { RESUMABLE_THRESHOLD_IN_BYTES } from '#contracts';
import { deferred } from '../support/deferred.ts';
import { appTokenOf } from '../support/fake-wix.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';

const MEDIA = 'src/backend/media-upload.web.ts';
const INBOX = 'src/backend/inbox-upload.web.ts';
const PUT_PATH = '/site-media/v1/files/generate-upload-url';
const TUS_PATH = '/site-media/v1/files/generate-resumable-upload-url';
const INBOX_PATH = '/communication-channels-media/v1/upload-url';

const uploadId = (index: number) => `0b0e6c1c-5d0e-4a51-9a46-${String(index).padStart(12, '0')}`;
const file = (index: number, more: object = {}) => ({
  uploadId: uploadId(index),
  fileName: `${index}.jpg`,
  mimeType: 'image/jpeg',
  sizeInBytes: 2_608_831,
  parentFolderId: 'media-root',
  ...more,
});

let app: RunningApp;
let token: string;
beforeEach(async () => {
  app = await startApp();
  token = app.issueToken('instance-1');
  app.wix.on(`POST ${PUT_PATH}`, ({ body }) => ({
    json: { uploadUrl: `https://upload.wixmp.com/upload/${body.fileName}` },
  }));
  app.wix.on(`POST ${TUS_PATH}`, ({ body }) => ({
    json: {
      uploadProtocol: 'TUS',
      uploadUrl: 'https://upload.wixmp.com/upload/tus',
      uploadToken: `token-${body.fileName}`,
    },
  }));
  app.wix.on(`POST ${INBOX_PATH}`, ({ body }) => ({
    json: { uploadUrl: `https://upload.wixmp.com/inbox/${body.fileName}` },
  }));
});
afterEach(() => app.close());

const tickets = async (...files: unknown[]) => {
  const { body } = await app.call(MEDIA, 'createUploadTickets', { files }, token);
  return body.result as unknown;
};

test('a file up to 10 MiB gets an address for one PUT; Wix is told all about it, in the app’s name', async () => {
  const folder = '25284aa06584441ea94338fdcfbaba12';
  const asked = file(1, { parentFolderId: folder, private: true, labels: ['a', 'b'] });
  expect(await tickets({ ...asked, sizeInBytes: RESUMABLE_THRESHOLD_IN_BYTES })).toEqual({
    outcomes: [
      { uploadId: uploadId(1), ticket: { protocol: 'put', uploadUrl: 'https://upload.wixmp.com/upload/1.jpg' } },
    ],
  });
  expect(app.wix.requestsTo(PUT_PATH)).toMatchObject([
    {
      authorization: appTokenOf('instance-1'),
      body: {
        mimeType: 'image/jpeg',
        fileName: '1.jpg',
        sizeInBytes: '10485760',
        parentFolderId: folder,
        private: true,
        labels: ['a', 'b'],
        externalInfo: { origin: 'uplift', externalIds: [uploadId(1)] },
      },
    },
  ]);
});

test('a small file that is to be sent in pieces gets a resumable upload', async () => {
  expect(await tickets(file(2, { inPieces: true }))).toMatchObject({
    outcomes: [{ uploadId: uploadId(2), ticket: { protocol: 'tus', uploadToken: 'token-2.jpg' } }],
  });
});

test('a file above 10 MiB gets an address and token for a resumable upload', async () => {
  expect(await tickets(file(2, { sizeInBytes: RESUMABLE_THRESHOLD_IN_BYTES + 1 }))).toEqual({
    outcomes: [
      {
        uploadId: uploadId(2),
        ticket: { protocol: 'tus', uploadUrl: 'https://upload.wixmp.com/upload/tus', uploadToken: 'token-2.jpg' },
      },
    ],
  });
  expect(app.wix.requestsTo(TUS_PATH)[0]?.body).toEqual({
    mimeType: 'image/jpeg',
    fileName: '2.jpg',
    sizeInBytes: '10485761',
    parentFolderId: 'media-root',
    uploadProtocol: 'TUS',
  });
});

test('options that were not given are not sent', async () => {
  await tickets(file(1));
  expect(Object.keys(app.wix.requestsTo(PUT_PATH)[0]?.body ?? {}).sort()).toEqual(
    ['externalInfo', 'fileName', 'mimeType', 'parentFolderId', 'sizeInBytes'].sort(),
  );
});

test('one outcome per file in the order asked: refused files leave the others alone', async () => {
  app.wix.on(`POST ${PUT_PATH}`, ({ body }) => {
    const applicationError = { code: 'UNSUPPORTED_FILE_FORMAT', description: 'no' };
    if (body.fileName === '2.jpg') return { status: 400, json: { message: 'no', details: { applicationError } } };
    if (body.fileName === '3.jpg') return { cut: true };
    if (body.fileName === '4.jpg') return { status: 403, html: '<h1>Forbidden</h1>' };
    if (body.fileName === '5.jpg') return { json: {} };
    return { json: { uploadUrl: `https://upload.wixmp.com/upload/${body.fileName}` } };
  });
  const answer = (await tickets(...[1, 2, 3, 4, 5, 6].map((index) => file(index)))) as { outcomes: unknown[] };
  expect(answer.outcomes).toMatchObject([
    { uploadId: uploadId(1), ticket: { protocol: 'put' } },
    { uploadId: uploadId(2), failure: { code: 'UNSUPPORTED_FILE_FORMAT', requestId: 'wix-request-1' } },
    { uploadId: uploadId(3), failure: { code: 'WIX_UNAVAILABLE' } },
    { uploadId: uploadId(4), failure: { code: 'WIX_REFUSED', wixCode: '403', requestId: 'wix-request-1' } },
    { uploadId: uploadId(5), failure: { code: 'WIX_UNAVAILABLE' } },
    { uploadId: uploadId(6), ticket: { protocol: 'put' } },
  ]);
});

test('when Wix refuses the app’s own sign-in, every file says so with Wix’s request id', async () => {
  app.wix.on('POST /oauth2/token', ({ body }) =>
    body.grant_type === 'client_credentials'
      ? { status: 400, json: { message: 'instance was removed' } }
      : { json: { access_token: 'user', expires_in: 60 } },
  );
  expect(await tickets(file(1))).toMatchObject({
    outcomes: [{ failure: { code: 'WIX_REFUSED', wixCode: '400', requestId: 'wix-request-1' } }],
  });
});

test('tickets of one call are asked for at once', async () => {
  const gate = deferred<void>();
  let waiting = 0;
  app.wix.on(`POST ${PUT_PATH}`, async () => {
    waiting += 1;
    if (waiting === 50) gate.resolve();
    await gate.promise;
    return { json: { uploadUrl: 'https://upload.wixmp.com/upload/x' } };
  });
  await tickets(...Array.from({ length: 50 }, (_, index) => file(index)));
  expect(app.wix.requestsTo(PUT_PATH)).toHaveLength(50);
});

test.each([
  ['files.0.mimeType', { files: [file(1, { mimeType: 'jpeg' })] }],
  ['files.1.sizeInBytes', { files: [file(1), file(2, { sizeInBytes: 0 })] }],
  ['files.0.parentFolderId', { files: [file(1, { parentFolderId: '../trash' })] }],
  ['files.0.filePath', { files: [file(1, { filePath: 'videos/2024' })] }],
  ['files.0.uploadId', { files: [file(1, { uploadId: 'mine' })] }],
  ['files.0.instanceId', { files: [file(1, { instanceId: 'instance-2' })] }],
  ['files', { files: [] }],
  ['files', { files: Array.from({ length: 51 }, (_, index) => file(index)) }],
  ['files', {}],
])('a wrong %s is refused before Wix is asked for a ticket', async (field, request) => {
  const answer = await app.call(MEDIA, 'createUploadTickets', request, token);
  expect([answer.status, answer.body.result]).toMatchObject([400, { code: 'INVALID_ARGUMENT', field }]);
  expect(app.wix.requestsTo(PUT_PATH)).toEqual([]);
});

test('a request that is nothing at all is refused without a field', async () => {
  const answer = await app.call(MEDIA, 'createUploadTickets', null, token);
  expect([answer.status, answer.body.result]).toMatchObject([400, { code: 'INVALID_ARGUMENT' }]);
  expect(answer.body.result).not.toHaveProperty('field');
});

test('no ticket reaches the log', async () => {
  await tickets(file(1), file(2, { sizeInBytes: 20_000_000 }));
  expect(app.log()).toContain('createUploadTickets');
  expect(app.log()).not.toContain('upload.wixmp.com');
  expect(app.log()).not.toContain('token-2.jpg');
});

test('a file for the Inbox is asked for by type and name alone, whatever its size', async () => {
  const { uploadId: id, fileName, mimeType } = file(1);
  const files = [{ uploadId: id, fileName, mimeType, sizeInBytes: 50_000_000 }];
  const answer = await app.call(INBOX, 'createInboxUploadTickets', { files }, token);
  expect(answer.body.result).toEqual({
    outcomes: [{ uploadId: id, ticket: { protocol: 'put', uploadUrl: 'https://upload.wixmp.com/inbox/1.jpg' } }],
  });
  expect(app.wix.requestsTo(INBOX_PATH)).toMatchObject([
    { authorization: appTokenOf('instance-1'), body: { mimeType, fileName } },
  ]);
  expect(Object.keys(app.wix.requestsTo(INBOX_PATH)[0]?.body ?? {})).toHaveLength(2);
});

test('the Inbox has no folders, so a folder there is refused', async () => {
  const answer = await app.call(INBOX, 'createInboxUploadTickets', { files: [file(1)] }, token);
  expect([answer.status, answer.body.result]).toMatchObject([
    400,
    { code: 'INVALID_ARGUMENT', field: 'files.0.parentFolderId' },
  ]);
});

const descriptor = (id: string, more: object = {}) => ({
  id,
  displayName: `${id}.jpg`,
  url: `https://static.wixstatic.com/media/${id}`,
  hash: 'cf96f0567ed967f02bc9580ab8db86be',
  sizeInBytes: '15359',
  mediaType: 'IMAGE',
  operationStatus: 'READY',
  ...more,
});

test('the states of files come from one call for all of them', async () => {
  app.wix.on('POST /site-media/v1/files/get-files', ({ body }) => ({
    json: {
      files: (body.fileIds as string[]).map((id) => descriptor(id, id === 'b' ? { operationStatus: 'PENDING' } : {})),
    },
  }));
  const answer = await app.call(MEDIA, 'getFileStates', { fileIds: ['a', 'b'] }, token);
  expect(answer.body.result).toMatchObject({
    files: [
      { id: 'a', operationStatus: 'READY', sizeInBytes: 15_359, hash: 'cf96f0567ed967f02bc9580ab8db86be' },
      { id: 'b', operationStatus: 'PENDING' },
    ],
  });
  expect(app.wix.requestsTo('/site-media/v1/files/get-files')).toMatchObject([
    { authorization: appTokenOf('instance-1') },
  ]);
});

const GET_FILES = 'POST /site-media/v1/files/get-files';
const SEARCH_FILES = 'POST /site-media/v1/files/search';
const notFound = () => {
  const fieldViolations = [
    { field: 'fileIds', description: 'not found', violatedRule: 'OTHER', ruleName: 'RESOURCE_NOT_FOUND' },
  ];
  return { status: 404, json: { message: 'not found', details: { validationError: { fieldViolations } } } };
};
const idsOf = (body: Readonly<Record<string, unknown>>) => body.fileIds as string[];
const manyIds = (count: number) => Array.from({ length: count }, (_, index) => `file-${index}`);
async function readIds(fileIds: readonly string[]): Promise<readonly string[]> {
  const answer = await app.call(MEDIA, 'getFileStates', { fileIds }, token);
  return (answer.body.result as unknown as { files: { id: string }[] }).files.map(({ id }) => id);
}

test('where Wix refuses a list because of one missing file, that one does not hide the others', async () => {
  app.wix.on(SEARCH_FILES, () => ({ json: { files: [descriptor('another')] } }));
  app.wix.on(GET_FILES, ({ body }) =>
    idsOf(body).includes('gone') ? notFound() : { json: { files: idsOf(body).map((id) => descriptor(id)) } },
  );
  const fileIds = ['a', 'b', 'gone', 'c', 'd', 'e', 'f', 'g'];
  expect(await readIds(fileIds)).toEqual(fileIds.filter((id) => id !== 'gone'));
});

test.each([3, 99, 100])(
  'where Wix refuses a list only when all are missing, %i of them cost a handful of calls',
  async (count) => {
    const there = new Set(['another']);
    app.wix.on(SEARCH_FILES, () => ({ json: { files: [descriptor('another')] } }));
    app.wix.on(GET_FILES, ({ body }) => {
      const found = idsOf(body).filter((id) => there.has(id));
      return found.length === 0 ? notFound() : { json: { files: found.map((id) => descriptor(id)) } };
    });
    expect(await readIds(manyIds(count))).toEqual([]);
    expect(app.wix.requestsTo('/site-media/v1/files/get-files').length).toBeLessThanOrEqual(3);
    there.add('file-1');
    expect(await readIds(manyIds(count))).toEqual(['file-1']);
  },
);

test('on a site without any file missing ones are still found missing', async () => {
  app.wix.on(SEARCH_FILES, () => ({ json: { files: [] } }));
  app.wix.on(GET_FILES, notFound);
  expect(await readIds(manyIds(5))).toEqual([]);
});

test('another failure of the states is told, not taken for missing files', async () => {
  app.wix.on('POST /site-media/v1/files/get-files', () => ({ status: 429, json: {} }));
  const answer = await app.call(MEDIA, 'getFileStates', { fileIds: ['a', 'b'] }, token);
  expect(answer.body).toMatchObject({ result: { code: 'RATE_LIMITED' }, exception: true });
  expect(app.wix.requestsTo('/site-media/v1/files/get-files')).toHaveLength(1);
});
