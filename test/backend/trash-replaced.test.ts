import { expect, test } from 'vitest';
import type { MediaFile } from '#contracts';
import { trashReplaced } from '../../src/backend/trash-replaced.ts';

const file = (id: string, more: Partial<MediaFile> = {}): MediaFile => ({
  id,
  displayName: 'a.jpg',
  url: '',
  hash: '',
  mediaType: 'IMAGE',
  operationStatus: 'READY',
  parentFolderId: 'folder',
  ...more,
});

function site(...there: MediaFile[]) {
  const trashed: string[][] = [];
  return {
    trashed,
    read: async (ids: readonly string[]) => there.filter(({ id }) => ids.includes(id)),
    trash: async (ids: readonly string[]) => {
      trashed.push([...ids]);
    },
  };
}
const replace = (files: ReturnType<typeof site>, ...pairs: [newFileId: string, oldFileId: string][]) =>
  trashReplaced(files, { replacements: pairs.map(([newFileId, oldFileId]) => ({ newFileId, oldFileId })) });

test('an old file goes to the trash when the new one is ready in the same folder, all in one call', async () => {
  const files = site(file('new 1'), file('old 1'), file('new 2'), file('old 2'));
  const { outcomes } = await replace(files, ['new 1', 'old 1'], ['new 2', 'old 2']);
  expect(outcomes).toEqual([
    { oldFileId: 'old 1', outcome: 'trashed' },
    { oldFileId: 'old 2', outcome: 'trashed' },
  ]);
  expect(files.trashed).toEqual([['old 1', 'old 2']]);
});

test.each([
  ['is still worked on', file('new', { operationStatus: 'PENDING' })],
  ['could not be processed', file('new', { operationStatus: 'FAILED' })],
  ['lies in another folder', file('new', { parentFolderId: 'elsewhere' })],
  ['lies in the trash itself', file('new', { parentFolderId: 'trash-root' })],
  ['does not exist on this site', file('foreign')],
])('an old file is kept when the new one %s', async (_why, newFile) => {
  const files = site(newFile, file('old'));
  expect((await replace(files, ['new', 'old'])).outcomes).toEqual([{ oldFileId: 'old', outcome: 'kept' }]);
  expect(files.trashed).toEqual([]);
});

test.each([
  ['lies in the trash already', [file('old', { parentFolderId: 'trash-root' })]],
  ['is gone', []],
])('an old file that %s needs no call', async (_why, there) => {
  const files = site(file('new'), ...there);
  expect((await replace(files, ['new', 'old'])).outcomes).toEqual([{ oldFileId: 'old', outcome: 'trashed' }]);
  expect(files.trashed).toEqual([]);
});

test('one that is kept holds up no other', async () => {
  const files = site(file('new 1', { operationStatus: 'PENDING' }), file('old 1'), file('new 2'), file('old 2'));
  const { outcomes } = await replace(files, ['new 1', 'old 1'], ['new 2', 'old 2']);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['kept', 'trashed']);
  expect(files.trashed).toEqual([['old 2']]);
});
