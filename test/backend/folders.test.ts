import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FakeAnswer, RecordedRequest } from '../support/fake-wix.ts';
import { appTokenOf } from '../support/fake-wix.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';

const FOLDERS = 'src/backend/folders.web.ts';
const ID = '25284aa06584441ea94338fdcfbaba12';
const CREATED_AT = Date.parse('2024-01-01T00:00:00.000Z');
const wixFolder = (id: string, displayName: string) => ({
  id,
  displayName,
  parentFolderId: 'media-root',
  createdDate: '2024-01-01T00:00:00.000Z',
  state: 'OK',
});

let app: RunningApp;
let token: string;
beforeEach(async () => {
  app = await startApp();
  token = app.issueToken('instance-1');
});
afterEach(() => app.close());

const call = async (method: string, request: unknown) => (await app.call(FOLDERS, method, request, token)).body;

/** Answers the app's own listing; the permission check, in the user's name, gets an empty page. */
function listing(answer: (request: RecordedRequest) => FakeAnswer): void {
  app.wix.on('GET /site-media/v1/folders', (request) =>
    request.authorization === appTokenOf('instance-1') ? answer(request) : { json: { folders: [] } },
  );
}

test('folders are listed by name, 100 a page, in the app’s name', async () => {
  listing(() => ({ json: { folders: [wixFolder(ID, 'Wedding')], nextCursor: { cursors: { next: 'C2' } } } }));
  expect(await call('listFolders', { parentFolderId: 'media-root' })).toEqual({
    result: {
      folders: [{ id: ID, displayName: 'Wedding', parentFolderId: 'media-root', createdAt: CREATED_AT }],
      nextCursor: 'C2',
    },
  });
  expect(app.wix.requestsTo('/site-media/v1/folders').at(-1)?.path).toBe(
    '/site-media/v1/folders?parentFolderId=media-root&sort.fieldName=displayName&sort.order=ASC&paging.limit=100',
  );
  await call('listFolders', { parentFolderId: ID, cursor: 'C2' });
  expect(app.wix.requestsTo('/site-media/v1/folders').at(-1)?.path).toContain('paging.cursor=C2');
});

test.each([
  ['no cursor', { folders: [wixFolder(ID, 'a')], nextCursor: {} }],
  ['an empty cursor', { folders: [wixFolder(ID, 'a')], nextCursor: { cursors: { next: '' } } }],
  ['the cursor that was asked', { folders: [wixFolder(ID, 'a')], nextCursor: { cursors: { next: 'C1' } } }],
  ['an empty page', { folders: [], nextCursor: { cursors: { next: 'C2' } } }],
  ['nothing', {}],
])('a list ends with %s', async (_case, json) => {
  listing(() => ({ json }));
  const { result } = await call('listFolders', { parentFolderId: 'media-root', cursor: 'C1' });
  expect(result).not.toHaveProperty('nextCursor');
});

test('a search looks through all levels', async () => {
  app.wix.on('POST /site-media/v1/folders/search', () => ({ json: { folders: [wixFolder(ID, 'Wedding')] } }));
  expect(await call('searchFolders', { search: ' wed ' })).toMatchObject({ result: { folders: [{ id: ID }] } });
  expect(app.wix.requestsTo('/site-media/v1/folders/search')[0]?.body).toEqual({
    rootFolder: 'MEDIA_ROOT',
    search: 'wed',
    sort: { fieldName: 'displayName', order: 'ASC' },
    paging: { limit: 100 },
  });
});

test('one folder is read by its id', async () => {
  app.wix.on(`GET /site-media/v1/folders/${ID}`, () => ({ json: { folder: wixFolder(ID, 'Wedding') } }));
  expect(await call('getFolder', { folderId: ID })).toEqual({
    result: { folder: { id: ID, displayName: 'Wedding', parentFolderId: 'media-root', createdAt: CREATED_AT } },
  });
});

test('a folder is made below its parent', async () => {
  app.wix.on('POST /site-media/v1/folders', ({ body }) => ({
    json: { folder: wixFolder(ID, String(body.displayName)) },
  }));
  expect(await call('createFolder', { parentFolderId: 'media-root', displayName: ' Wedding ' })).toMatchObject({
    result: { folder: { id: ID, displayName: 'Wedding' } },
  });
  expect(app.wix.requestsTo('/site-media/v1/folders').at(-1)?.body).toEqual({
    displayName: 'Wedding',
    parentFolderId: 'media-root',
  });
});

test('a folder that is not there is told as such, with Wix’s request id', async () => {
  const notFound = { status: 404, json: { message: 'no', details: { applicationError: { code: 'NOT_FOUND' } } } };
  listing(() => notFound);
  app.wix.on(`GET /site-media/v1/folders/${ID}`, () => notFound);
  app.wix.on('POST /site-media/v1/folders', () => notFound);
  const expected = { result: { code: 'FOLDER_NOT_FOUND', requestId: 'wix-request-1' }, exception: true };
  expect(await call('listFolders', { parentFolderId: ID })).toEqual(expected);
  expect(await call('getFolder', { folderId: ID })).toEqual(expected);
  expect(await call('createFolder', { parentFolderId: ID, displayName: 'x' })).toEqual(expected);
});

test('another refusal stays what it is', async () => {
  const applicationError = { code: 'FOLDER_LIMIT', description: 'too many folders' };
  app.wix.on('POST /site-media/v1/folders', () => ({
    status: 400,
    json: { message: 'no', details: { applicationError } },
  }));
  expect(await call('createFolder', { parentFolderId: ID, displayName: 'x' })).toMatchObject({
    result: { code: 'WIX_REFUSED', wixCode: 'FOLDER_LIMIT', message: 'too many folders' },
    exception: true,
  });
});

test.each([
  ['listFolders', 'parentFolderId', { parentFolderId: 'a/b' }],
  ['listFolders', 'instanceId', { parentFolderId: ID, instanceId: 'instance-2' }],
  ['searchFolders', 'search', { search: '  ' }],
  ['getFolder', 'folderId', { folderId: '../../files' }],
  ['createFolder', 'displayName', { parentFolderId: ID, displayName: '' }],
])('%s refuses a wrong %s', async (method, field, request) => {
  const answer = await app.call(FOLDERS, method, request, token);
  expect([answer.status, answer.body.result]).toMatchObject([400, { code: 'INVALID_ARGUMENT', field }]);
});
