import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { appTokenOf } from '../support/fake-wix.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';

const FOLDER_TREE = 'src/backend/folder-tree.web.ts';
const FOLDERS_PATH = '/site-media/v1/folders';

interface WixFolder {
  readonly id: string;
  readonly displayName: string;
  readonly parentFolderId: string;
  readonly createdDate: string;
}

let app: RunningApp;
let token: string;
let there: WixFolder[];

beforeAll(async () => {
  app = await startApp();
  token = app.issueToken('instance-1');
});
afterAll(() => app.close());
beforeEach(() => {
  there = [];
  app.wix.requests.length = 0;
  app.wix.on(`GET ${FOLDERS_PATH}`, async ({ path, authorization }) => {
    if (authorization !== appTokenOf('instance-1')) return { json: { folders: [] } };
    const query = new URL(path, 'https://wix.example').searchParams;
    const all = there.filter((folder) => folder.parentFolderId === query.get('parentFolderId'));
    const from = Number(query.get('paging.cursor') ?? 0);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    const next = from + 100 < all.length ? String(from + 100) : '';
    return { json: { folders: all.slice(from, from + 100), nextCursor: { cursors: { next } } } };
  });
  app.wix.on(`POST ${FOLDERS_PATH}`, async ({ body }) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
    return { json: { folder: addFolder(String(body.displayName), String(body.parentFolderId)) } };
  });
});

function addFolder(displayName: string, parentFolderId = 'media-root'): WixFolder {
  const id = there.length.toString(16).padStart(32, '0');
  const folder = { id, displayName, parentFolderId, createdDate: new Date(1e12 + there.length).toISOString() };
  there.push(folder);
  return folder;
}

const call = (method: string, request: unknown) => app.call(FOLDER_TREE, method, request, token);
const ensure = async (...paths: string[][]) =>
  (await call('ensureFolders', { parentFolderId: 'media-root', paths })).body.result as unknown as {
    folders: { path: string[]; folderId: string; created: boolean }[];
  };

test('folders are made in the app’s name, and each path is answered in the order asked', async () => {
  const { folders } = await ensure(['Wedding', 'Church'], ['Wedding']);
  expect(folders).toEqual([
    { path: ['Wedding', 'Church'], folderId: there[1]?.id, created: true },
    { path: ['Wedding'], folderId: there[0]?.id, created: true },
  ]);
  const made = app.wix.requestsTo(FOLDERS_PATH).filter(({ method }) => method === 'POST');
  expect(made.map(({ body }) => body)).toEqual([
    { displayName: 'Wedding', parentFolderId: 'media-root' },
    { displayName: 'Church', parentFolderId: there[0]?.id },
  ]);
  expect(new Set(made.map(({ authorization }) => authorization))).toEqual(new Set([appTokenOf('instance-1')]));
});

test('a folder on a later page of the list is found', async () => {
  for (let n = 0; n < 150; n += 1) addFolder(`${String(n).padStart(3, '0')}`);
  const { folders } = await ensure(['149']);
  expect(folders[0]).toMatchObject({ folderId: there[149]?.id, created: false });
  expect(there).toHaveLength(150);
});

test('ten calls at once for overlapping trees make each folder once and agree on the ids', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => ensure(['A', 'B', 'C'], ['A', 'D'], [`own ${n % 3}`])),
  );
  const names = there.map((folder) => `${folder.parentFolderId}/${folder.displayName}`);
  expect(new Set(names).size).toBe(names.length);
  expect(there).toHaveLength(7);
  const ids = new Set(answers.map(({ folders }) => folders[0]?.folderId));
  expect(ids.size).toBe(1);
});

test('looking tells what is there, with the folders above, and makes nothing', async () => {
  const wedding = addFolder('Wedding');
  const { body } = await call('lookUpFolders', {
    parentFolderId: 'media-root',
    paths: [['Wedding', 'Church'], ['Other']],
  });
  expect(body.result).toEqual({ folders: [{ path: ['Wedding'], folderId: wedding.id }] });
  expect(there).toHaveLength(1);
});

test('a destination that is gone is told as that', async () => {
  app.wix.on(`GET ${FOLDERS_PATH}`, ({ authorization }) =>
    authorization === appTokenOf('instance-1')
      ? { status: 404, json: { message: 'gone', details: { applicationError: { code: 'RESOURCE_NOT_FOUND' } } } }
      : { json: { folders: [] } },
  );
  const { body } = await call('ensureFolders', { parentFolderId: 'f'.repeat(32), paths: [['A']] });
  expect(body).toMatchObject({ exception: true, result: { code: 'FOLDER_NOT_FOUND' } });
});

test.each([
  ['no path', { parentFolderId: 'media-root', paths: [] }, 'paths'],
  ['an empty path', { parentFolderId: 'media-root', paths: [[]] }, 'paths.0'],
  ['201 paths', { parentFolderId: 'media-root', paths: Array(201).fill(['A']) }, 'paths'],
  ['101 levels', { parentFolderId: 'media-root', paths: [Array(101).fill('A')] }, 'paths.0'],
  ['a name of 256 characters', { parentFolderId: 'media-root', paths: [['n'.repeat(256)]] }, 'paths.0.0'],
  ['a path in a name', { parentFolderId: 'media-root', paths: [['A/B']] }, 'paths.0.0'],
  ['a way out', { parentFolderId: 'media-root', paths: [['A', '..']] }, 'paths.0.1'],
  ['spaces around a name', { parentFolderId: 'media-root', paths: [[' A']] }, 'paths.0.0'],
  ['an odd folder id', { parentFolderId: '../files', paths: [['A']] }, 'parentFolderId'],
  ['a field that nobody knows', { parentFolderId: 'media-root', paths: [['A']], more: 1 }, 'more'],
])('%s is refused', async (_what, request, field) => {
  for (const method of ['ensureFolders', 'lookUpFolders']) {
    const { status, body } = await call(method, request);
    expect(status).toBe(400);
    expect(body.result).toMatchObject({ code: 'INVALID_ARGUMENT', field });
  }
});
