import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLocalSiteLocks } from '../../src/backend/site-locks.ts';
import { ensureFolders, type FolderAccess } from '../../src/backend/walk-folders.ts';
import { type Fixture, startFixture } from '../wix-stand-in/stand-in-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

/** The calls that the web method makes, by the real SDK against a running Wix. */
function accessThroughSdk(): FolderAccess {
  const { folders } = fixture.asApp();
  const toFolder = (folder: { _id?: string; displayName?: string; _createdDate?: Date | null }) => ({
    id: folder._id ?? '',
    displayName: folder.displayName ?? '',
    createdAt: folder._createdDate?.getTime() ?? 0,
  });
  return {
    async list(parentFolderId) {
      const answer = await folders.listFolders({ parentFolderId, paging: { limit: 100 } });
      return (answer.folders ?? []).map(toFolder);
    },
    async create(displayName, parentFolderId) {
      const { folder } = await folders.createFolder(displayName, { parentFolderId });
      return toFolder(folder ?? {});
    },
  };
}

const pathsOf = async () =>
  (await fixture.library()).folders.map(({ path, displayName }) => [...path, displayName].join('/'));

test('two tabs that send the same tree at once, and a third that comes later, share every folder', async () => {
  const before = (await pathsOf()).length;
  const access = accessThroughSdk();
  const locks = createLocalSiteLocks();
  const tree = [
    ['Wedding 2026', 'Church', 'Arrival'],
    ['Wedding 2026', 'Church', 'Leaving'],
    ['Wedding 2026', 'Party'],
    ['Wedding 2026', 'cafe\u0301'],
    ['Wedding 2026', 'caf\u00e9'],
  ];
  const run = () => locks.run('site', 'folders', () => ensureFolders(access, 'media-root', tree));
  const [one, other] = await Promise.all([run(), run()]);
  expect((await pathsOf()).length - before).toBe(6);
  const later = await run();
  expect((await pathsOf()).length - before).toBe(6);
  const ids = (walked: typeof one) =>
    [...walked].map(([key, folder]) => [key, 'folderId' in folder && folder.folderId]);
  expect(ids(other).sort()).toEqual(ids(one).sort());
  expect(ids(later).sort()).toEqual(ids(one).sort());
});

test('twenty levels are made one inside the other', async () => {
  const deep = Array.from({ length: 20 }, (_, level) => `level ${level}`);
  const walked = await ensureFolders(accessThroughSdk(), 'media-root', [deep]);
  expect(walked.get(deep.join('/'))).toMatchObject({ created: true });
  const { folders } = await fixture.library();
  const bottom = folders.find(({ displayName }) => displayName === 'level 19');
  expect(bottom?.path.join('/')).toContain('level 0/level 1/level 2');
});
