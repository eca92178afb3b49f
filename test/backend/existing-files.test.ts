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

/** The site's ledger with one batch of its own; whatever is asked of it is expected to be done. */
async function openLedger(instanceId: string) {
  const siteToken = app.issueToken(instanceId);
  const ask = async (file: string, method: string, request: unknown): Promise<unknown> => {
    const { status, body } = await app.call(`src/backend/${file}.web.ts`, method, request, siteToken);
    expect([status, body.exception]).toEqual([200, undefined]);
    return body.result;
  };
  const { lease } = (await ask('ledger', 'openBatch', {
    batchId: randomUUID(),
    holderId: randomUUID(),
    label: 'one picture',
    destination: { kind: 'site-media', folderId: 'media-root' },
  })) as { lease: { batchId: string; epoch: number } };
  return { ask, lease: { batchId: lease.batchId, epoch: lease.epoch } };
}

/** Sends one picture of which Wix tells the very MD5 that the page computed. */
async function proveHashes(instanceId: string): Promise<void> {
  const { ask, lease } = await openLedger(instanceId);
  const uploadId = randomUUID();
  await ask('ledger', 'recordItems', {
    lease,
    items: [{ uploadId, name: 'p.jpg', path: 'p.jpg', sizeInBytes: 15_359, lastModified: 0 }],
  });
  await ask('ledger', 'recordChanges', { lease, changes: [{ type: 'accepted', uploadId, fileId: 'proof', md5: MD5 }] });
  app.wix.on('POST /site-media/v1/files/get-files', () => ({ json: { files: [wixFile('proof')] } }));
  await ask('media-upload', 'getFileStates', { fileIds: ['proof'] });
}

/** Sends pictures named after their future ids into folders, until Wix calls those ready of which it says so. */
async function sendInto(instanceId: string, folderOf: Readonly<Record<string, string>>, described: readonly object[]) {
  const { ask, lease } = await openLedger(instanceId);
  const uploads = Object.entries(folderOf).map(([fileId, folderId]) => ({ fileId, folderId, uploadId: randomUUID() }));
  const known = (fileId: string) => ({ name: `${fileId}.jpg`, path: `${fileId}.jpg`, sizeInBytes: 15_359 });
  const items = uploads.map(({ fileId, uploadId }) => ({ uploadId, ...known(fileId), lastModified: 0 }));
  await ask('ledger', 'recordItems', { lease, items });
  app.wix.on('POST /site-media/v1/files/generate-upload-url', () => ({
    json: { uploadUrl: 'https://upload.wixmp.com/upload/opaque' },
  }));
  await ask('media-upload', 'createUploadTickets', {
    lease,
    files: uploads.map(({ fileId, folderId: parentFolderId, uploadId }) => {
      return { uploadId, parentFolderId, fileName: `${fileId}.jpg`, mimeType: 'image/jpeg', sizeInBytes: 15_359 };
    }),
  });
  const changes = uploads.map(({ fileId, uploadId }) => ({ type: 'accepted', uploadId, fileId, md5: MD5 }));
  await ask('ledger', 'recordChanges', { lease, changes });
  app.wix.on('POST /site-media/v1/files/get-files', () => ({ json: { files: described } }));
  await ask('media-upload', 'getFileStates', { fileIds: Object.keys(folderOf) });
  app.wix.requests.length = 0;
}

test('files that were sent from here are found by folder and name with one call, where they lie there still', async () => {
  const [there, other] = ['a'.repeat(32), 'b'.repeat(32)];
  await sendInto('instance-sent', { kept: there, moved: there, trashed: there, open: there, second: other }, [
    wixFile('kept', { parentFolderId: there }),
    wixFile('moved', { parentFolderId: there }),
    wixFile('trashed', { parentFolderId: there }),
    wixFile('open', { parentFolderId: there, operationStatus: 'PENDING' }),
    wixFile('second', { parentFolderId: other }),
  ]);
  app.wix.on('POST /site-media/v1/files/get-files', () => ({
    json: {
      files: [
        wixFile('kept', { parentFolderId: there }),
        wixFile('moved', { parentFolderId: 'media-root' }),
        wixFile('trashed', { parentFolderId: there, state: 'DELETED' }),
        wixFile('second', { parentFolderId: other }),
      ],
    },
  }));
  const folders = [
    { folderId: there, names: ['kept.jpg', 'moved.jpg', 'trashed.jpg', 'open.jpg', 'never.jpg', 'second.jpg'] },
    { folderId: other, names: ['second.jpg'] },
  ];
  const find = async (instanceId: string) =>
    (await app.call(EXISTING, 'findSentFiles', { folders }, app.issueToken(instanceId))).body.result;
  expect(await find('instance-sent')).toEqual({
    files: [
      { id: 'kept', name: 'kept.jpg', sizeInBytes: 15_359, md5: MD5, addedAt: 1_704_067_200_000, folderId: there },
      { id: 'second', name: 'second.jpg', sizeInBytes: 15_359, md5: MD5, addedAt: 1_704_067_200_000, folderId: other },
    ],
  });
  const asked = app.wix.requestsTo('/site-media/v1/files/get-files');
  expect(asked.map(({ body }) => body)).toEqual([{ fileIds: ['kept', 'moved', 'trashed', 'second'] }]);
  expect(await find('instance-other')).toEqual({ files: [] });
  expect(app.wix.requestsTo('/site-media/v1/files/get-files')).toHaveLength(1);
});

test('of more than 100 files Wix is asked 100 a call, and a hundred that it refuses takes no others with it', async () => {
  const parentFolderId = 'd'.repeat(32);
  const ids = Array.from({ length: 120 }, (_, n) => `many-${n}`);
  for (const from of [0, 40, 80]) {
    const some = ids.slice(from, from + 40);
    const described = some.map((id) => wixFile(id, { parentFolderId }));
    await sendInto('instance-many', Object.fromEntries(some.map((id) => [id, parentFolderId])), described);
  }
  app.wix.on('POST /site-media/v1/files/get-files', ({ body }) => {
    const asked = body.fileIds as string[];
    if (asked.length < 100) return { json: { files: asked.map((id) => wixFile(id, { parentFolderId })) } };
    return { status: 404, json: { message: 'gone', details: { applicationError: { code: 'RESOURCE_NOT_FOUND' } } } };
  });
  const request = { folders: [{ folderId: parentFolderId, names: ids.map((id) => `${id}.jpg`) }] };
  const { body } = await app.call(EXISTING, 'findSentFiles', request, app.issueToken('instance-many'));
  expect((body.result as unknown as { files: object[] }).files).toHaveLength(20);
  const calls = app.wix.requestsTo('/site-media/v1/files/get-files').map(({ body: { fileIds } }) => fileIds);
  expect(calls.map((fileIds) => (fileIds as string[]).length)).toEqual([100, 20]);
});

test('where Wix does not know one of the files that were sent, none is told, and nobody asks again', async () => {
  const folderId = 'c'.repeat(32);
  await sendInto('instance-gone-files', { one: folderId, two: folderId }, [
    wixFile('one', { parentFolderId: folderId }),
    wixFile('two', { parentFolderId: folderId }),
  ]);
  app.wix.on('POST /site-media/v1/files/get-files', () => ({
    status: 404,
    json: { message: 'gone', details: { applicationError: { code: 'RESOURCE_NOT_FOUND' } } },
  }));
  const request = { folders: [{ folderId, names: ['one.jpg', 'two.jpg'] }] };
  const { body } = await app.call(EXISTING, 'findSentFiles', request, app.issueToken('instance-gone-files'));
  expect(body.result).toEqual({ files: [] });
  expect(app.wix.requestsTo('/site-media/v1/files/get-files')).toHaveLength(1);
});

test.each([
  ['lies there', wixFile('twin'), 'skipped'],
  ['was moved', wixFile('twin', { parentFolderId: 'f'.repeat(32) }), 'queued'],
  ['is in the trash', wixFile('twin', { state: 'DELETED' }), 'queued'],
])(
  'of a batch that goes on, what another upload brought to its place since is skipped if it %s',
  async (_case, file, state) => {
    const instanceId = `instance-twin-${randomUUID()}`;
    const { ask, lease } = await openLedger(instanceId);
    const uploadId = randomUUID();
    const items = [{ uploadId, name: 'twin.jpg', path: 'twin.jpg', sizeInBytes: 15_359, lastModified: 0 }];
    await ask('ledger', 'recordItems', { lease, items });
    await ask('ledger', 'skipBatchTwins', { lease });
    expect(app.wix.requestsTo('/site-media/v1/files/get-files')).toEqual([]);
    await sendInto(instanceId, { twin: 'media-root' }, [wixFile('twin')]);
    app.wix.on('POST /site-media/v1/files/get-files', () => ({ json: { files: [file] } }));
    await ask('ledger', 'skipBatchTwins', { lease });
    const failure = state === 'skipped' ? { failure: { code: 'ALREADY_THERE', message: 'twin.jpg' } } : {};
    expect(await ask('ledger', 'loadBatch', { batchId: lease.batchId })).toMatchObject({
      items: [{ uploadId, state, ...failure }],
    });
  },
);

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

/** An upload that takes the place of another file, and that Wix has accepted. */
async function replacing(instanceId: string, newFileId: string, oldFileId: string) {
  const { ask, lease } = await openLedger(instanceId);
  const uploadId = randomUUID();
  await ask('ledger', 'recordItems', {
    lease,
    items: [{ uploadId, name: 'p.jpg', path: 'p.jpg', sizeInBytes: 15_359, lastModified: 0, replaces: oldFileId }],
  });
  await ask('ledger', 'recordChanges', {
    lease,
    changes: [{ type: 'accepted', uploadId, fileId: newFileId, md5: MD5 }],
  });
  return { ask, uploadId };
}

test('a replaced file goes to the trash, from which it can be taken back, when the new one is ready, and once', async () => {
  app.wix.on('POST /site-media/v1/bulk/files/delete', () => ({ json: {} }));
  let operationStatus = 'PENDING';
  app.wix.on('POST /site-media/v1/files/get-files', () => ({
    json: { files: [wixFile('new', { operationStatus }), wixFile('old')] },
  }));
  const { ask, uploadId } = await replacing('instance-trash', 'new', 'old');
  const trash = () => ask('existing-files', 'trashReplacedFiles', { uploadIds: [uploadId] });
  expect(await trash()).toEqual({ outcomes: [{ uploadId, outcome: 'waiting' }] });
  operationStatus = 'READY';
  await ask('media-upload', 'getFileStates', { fileIds: ['new'] });
  expect(await Promise.all([trash(), trash(), trash()])).toEqual(
    Array(3).fill({ outcomes: [{ uploadId, outcome: 'trashed' }] }),
  );
  const deletions = app.wix.requestsTo('/site-media/v1/bulk/files/delete');
  expect(deletions.map(({ body }) => body)).toEqual([{ fileIds: ['old'], permanent: false }]);
  expect(deletions[0]?.authorization).toBe(appTokenOf('instance-trash'));
});

test('after the page that sent it has gone, any look at the ledger trashes what was replaced', async () => {
  app.wix.on('POST /site-media/v1/bulk/files/delete', () => ({ json: {} }));
  app.wix.on('POST /site-media/v1/files/get-files', () => ({ json: { files: [wixFile('new'), wixFile('old')] } }));
  const { ask } = await replacing('instance-gone', 'new', 'old');
  const trashed = async () => {
    await ask('ledger', 'listOpenBatches', null);
    return app.wix.requestsTo('/site-media/v1/bulk/files/delete').map(({ body }) => body);
  };
  await expect.poll(trashed, { timeout: 30_000, interval: 500 }).toEqual([{ fileIds: ['old'], permanent: false }]);
});

test('of a file that the ledger does not say was replaced, nothing is touched', async () => {
  const { ask } = await openLedger('instance-1');
  const uploadId = randomUUID();
  expect(await ask('existing-files', 'trashReplacedFiles', { uploadIds: [uploadId] })).toEqual({
    outcomes: [{ uploadId, outcome: 'waiting' }],
  });
  expect(app.wix.requestsTo('/site-media/v1/bulk/files/delete')).toEqual([]);
});

test.each([
  ['listExistingFiles', { folderId: '../folders' }, 'folderId'],
  ['listExistingFiles', { folderId: 'media-root', cursor: '' }, 'cursor'],
  ['findSentFiles', { folders: [] }, 'folders'],
  ['findSentFiles', { folders: [{ folderId: 'media-root', names: [] }] }, 'folders.0.names'],
  ['findSentFiles', { folders: [{ folderId: '..', names: ['a'] }] }, 'folders.0.folderId'],
  ['findSentFiles', { folders: Array(251).fill({ folderId: 'media-root', names: ['a', 'b'] }) }, 'folders'],
  ['trashReplacedFiles', { uploadIds: [] }, 'uploadIds'],
  ['trashReplacedFiles', { uploadIds: ['old'] }, 'uploadIds.0'],
  ['trashReplacedFiles', { uploadIds: Array(51).fill('00000000-0000-4000-8000-000000000000') }, 'uploadIds'],
])('%s refuses %j', async (method, request, field) => {
  const { status, body } = await app.call(EXISTING, method, request, token);
  expect(status).toBe(400);
  expect(body.result).toMatchObject({ code: 'INVALID_ARGUMENT', field });
});
