import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError, type Folder } from '#contracts';
import { pathKey } from '../../src/backend/folder-trie.ts';
import { createLocalSiteLocks } from '../../src/backend/site-locks.ts';
import { ensureFolders, type FolderAccess, lookUpFolders, type WalkedFolders } from '../../src/backend/walk-folders.ts';
import { deferred } from '../support/deferred.ts';

const ROOT = 'media-root';

interface ScriptedWix extends FolderAccess {
  readonly folders: Folder[];
  readonly lists: string[];
  readonly creates: string[];
  /** Names from the top, of every folder that is there. */
  paths(): string[];
}

/** Folders in memory. Like Wix, for all that is known, it makes a second folder of the same name without a word. */
function scriptedWix(latency: () => Promise<void> = async () => undefined): ScriptedWix {
  const folders: Folder[] = [];
  const lists: string[] = [];
  const creates: string[] = [];
  const pathOf = (folder: Folder): string => {
    const parent = folders.find((other) => other.id === folder.parentFolderId);
    return parent ? `${pathOf(parent)}/${folder.displayName}` : folder.displayName;
  };
  return {
    folders,
    lists,
    creates,
    paths: () => folders.map(pathOf).sort(),
    async list(parentFolderId) {
      lists.push(parentFolderId);
      await latency();
      if (parentFolderId !== ROOT && !folders.some((folder) => folder.id === parentFolderId)) {
        throw new AppError({ code: 'FOLDER_NOT_FOUND' });
      }
      const there = folders.filter((folder) => folder.parentFolderId === parentFolderId);
      await latency();
      return there;
    },
    async create(displayName, parentFolderId) {
      creates.push(displayName);
      await latency();
      const createdAt = folders.length;
      const folder = { id: `id-${folders.length}`, displayName, parentFolderId, createdAt };
      folders.push(folder);
      await latency();
      return folder;
    },
  };
}

const idOf = (walked: WalkedFolders, path: readonly string[]) => {
  const folder = walked.get(pathKey(path));
  return folder && 'folderId' in folder ? folder.folderId : folder;
};

test('a tree is made with one call for each folder, parents first, and folders that are there are used', async () => {
  const wix = scriptedWix();
  await wix.create('Wedding', ROOT);
  const walked = await ensureFolders(wix, ROOT, [['Wedding', 'Church'], ['Wedding', 'Party', 'Late'], ['Other']]);
  expect(wix.paths()).toEqual(['Other', 'Wedding', 'Wedding/Church', 'Wedding/Party', 'Wedding/Party/Late']);
  expect(wix.creates).toHaveLength(5);
  expect(walked.get('Wedding')).toEqual({ folderId: 'id-0', created: false });
  expect(walked.get('Wedding/Party/Late')).toMatchObject({ created: true });
});

test('the second run makes nothing and costs one list call for each folder with folders inside', async () => {
  const wix = scriptedWix();
  const paths = [
    ['A', 'B', 'C'],
    ['A', 'D'],
  ];
  const first = await ensureFolders(wix, ROOT, paths);
  wix.creates.length = 0;
  wix.lists.length = 0;
  const second = await ensureFolders(wix, ROOT, paths);
  expect(wix.creates).toEqual([]);
  expect(wix.lists).toHaveLength(3);
  for (const path of paths) expect(idOf(second, path)).toBe(idOf(first, path));
});

test('looking makes nothing and tells only what is there', async () => {
  const wix = scriptedWix();
  await ensureFolders(wix, ROOT, [['A', 'B']]);
  wix.creates.length = 0;
  const found = await lookUpFolders(wix, ROOT, [
    ['A', 'B', 'C'],
    ['A', 'B'],
    ['X', 'Y'],
  ]);
  expect([...found.keys()]).toEqual(['A', 'A/B']);
  expect(wix.creates).toEqual([]);
});

test('a name counts by what is shown: accents in either writing are one folder, upper and lower case are two', async () => {
  const wix = scriptedWix();
  const walked = await ensureFolders(wix, ROOT, [['cafe\u0301'], ['caf\u00e9'], ['Caf\u00e9']]);
  expect(wix.paths()).toEqual(['Caf\u00e9', 'caf\u00e9']);
  expect(idOf(walked, ['cafe\u0301'])).toBe(idOf(walked, ['caf\u00e9']));
  expect(idOf(walked, ['Caf\u00e9'])).not.toBe(idOf(walked, ['caf\u00e9']));
});

test('of doubles that are there already the oldest is used', async () => {
  const wix = scriptedWix();
  wix.folders.push(
    { id: 'b-newer', displayName: 'A', parentFolderId: ROOT, createdAt: 20 },
    { id: 'z-oldest', displayName: 'A', parentFolderId: ROOT, createdAt: 10 },
    { id: 'a-newest', displayName: 'A', parentFolderId: ROOT, createdAt: 30 },
  );
  expect(idOf(await ensureFolders(wix, ROOT, [['A']]), ['A'])).toBe('z-oldest');
});

test('a double that somebody made in the Media Manager at the same moment wins when it is older, and its inside is looked at', async () => {
  const wix = scriptedWix();
  const create: FolderAccess['create'] = async (name, parent) => {
    if (name === 'A') {
      wix.folders.push({ id: 'theirs', displayName: 'A', parentFolderId: parent, createdAt: -1 });
      wix.folders.push({ id: 'their-b', displayName: 'B', parentFolderId: 'theirs', createdAt: -1 });
    }
    return wix.create(name, parent);
  };
  const walked = await ensureFolders({ list: wix.list, create }, ROOT, [['A', 'B']]);
  expect(idOf(walked, ['A'])).toBe('theirs');
  expect(idOf(walked, ['A', 'B'])).toBe('their-b');
});

test('a folder that Wix refuses takes only what is inside of it', async () => {
  const wix = scriptedWix();
  const refused = { code: 'WIX_REFUSED', wixCode: 'BAD_NAME' } as const;
  const create: FolderAccess['create'] = async (name, parent) => {
    if (name === 'bad') throw new AppError(refused);
    return wix.create(name, parent);
  };
  const walked = await ensureFolders({ list: wix.list, create }, ROOT, [
    ['bad', 'inside'],
    ['good', 'inside'],
  ]);
  expect(walked.get('bad/inside')).toEqual({ failure: refused });
  expect(wix.paths()).toEqual(['good', 'good/inside']);
});

test('a missing destination fails the call; a folder that vanishes on the way fails what is inside of it', async () => {
  const wix = scriptedWix();
  await expect(ensureFolders(wix, 'gone', [['A']])).rejects.toMatchObject({ failure: { code: 'FOLDER_NOT_FOUND' } });
  wix.folders.push({ id: 'there', displayName: 'A', parentFolderId: ROOT });
  const list: FolderAccess['list'] = async (id) => {
    const found = await wix.list(id);
    wix.folders.length = 0;
    return found;
  };
  const walked = await ensureFolders({ list, create: wix.create }, ROOT, [['A', 'B']]);
  expect(walked.get('A/B')).toEqual({ failure: { code: 'FOLDER_NOT_FOUND' } });
});

test('a call whose answer was lost made its folder: the next run finds it and makes no second one', async () => {
  const wix = scriptedWix();
  let lost = false;
  const create: FolderAccess['create'] = async (name, parent) => {
    const folder = await wix.create(name, parent);
    if (name !== 'B' || lost) return folder;
    lost = true;
    throw new AppError({ code: 'WIX_UNAVAILABLE' });
  };
  const access = { list: wix.list, create };
  const first = await ensureFolders(access, ROOT, [['A', 'B', 'C']]);
  expect(first.get('A/B/C')).toEqual({ failure: { code: 'WIX_UNAVAILABLE' } });
  await ensureFolders(access, ROOT, [['A', 'B', 'C']]);
  expect(wix.paths()).toEqual(['A', 'A/B', 'A/B/C']);
});

test('when the calls of the minute are used up, what was settled is told, and the rest is told to wait', async () => {
  const wix = scriptedWix();
  const limited = { code: 'RATE_LIMITED', retryAfterMs: 12_000 } as const;
  let calls = 0;
  const create: FolderAccess['create'] = async (name, parent) => {
    calls += 1;
    if (calls > 6) throw new AppError(limited);
    return wix.create(name, parent);
  };
  const paths = Array.from({ length: 10 }, (_, n) => [`${n}`]);
  const walked = await ensureFolders({ list: wix.list, create }, ROOT, paths);
  const settled = paths.filter((path) => typeof idOf(walked, path) === 'string');
  expect(settled).toHaveLength(6);
  expect(walked.size).toBe(10);
  expect(walked.get('9')).toEqual({ failure: limited });
});

test('a run is over only when its last call is: a call that is under way when another fails is waited for', async () => {
  const slow = deferred<Folder>();
  let settled = false;
  const create: FolderAccess['create'] = (name) =>
    name === 'slow' ? slow.promise : Promise.reject(new AppError({ code: 'WIX_UNAVAILABLE' }));
  const run = ensureFolders({ list: async () => [], create }, ROOT, [['slow'], ['fails']]);
  void run.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(settled).toBe(false);
  slow.resolve({ id: 'made', displayName: 'slow' });
  expect(idOf(await run, ['slow'])).toBe('made');
});

test('a bug is no failure of a folder', async () => {
  const broken = { list: async () => [], create: () => Promise.reject(new TypeError('bug')) };
  await expect(ensureFolders(broken, ROOT, [['A']])).rejects.toThrow('bug');
});

test('20 levels and 1,000 folders cost one call each and a list call for the destination before and after', async () => {
  const wix = scriptedWix();
  const paths = Array.from({ length: 50 }, (_, n) => Array.from({ length: 20 }, (_, level) => `${n} ${level}`));
  await ensureFolders(wix, ROOT, paths);
  expect(wix.creates).toHaveLength(1000);
  expect(new Set(wix.paths()).size).toBe(1000);
  expect(wix.lists).toEqual([ROOT, ROOT]);
});

test('however many runs of overlapping trees meet, and however long Wix takes, each folder is made once', async () => {
  const name = fc.constantFrom('A', 'B', 'caf\u00e9', 'cafe\u0301');
  const tree = fc.array(fc.array(name, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(tree, { minLength: 2, maxLength: 5 }), async (scheduler, trees) => {
      const wix = scriptedWix(() => scheduler.schedule(Promise.resolve()));
      const locks = createLocalSiteLocks();
      const runs = trees.map((paths) => locks.run('site', 'folders', () => ensureFolders(wix, ROOT, paths)));
      const walked = await scheduler.waitFor(Promise.all(runs));
      expect(new Set(wix.paths()).size).toBe(wix.folders.length);
      const ids = new Map<string, unknown>();
      for (const [run, paths] of trees.entries()) {
        for (const path of paths) {
          const id = idOf(walked[run] ?? new Map(), path);
          expect(id).toBeTypeOf('string');
          expect(ids.get(pathKey(path)) ?? id).toBe(id);
          ids.set(pathKey(path), id);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('without the lock the same runs do make doubles: the lock is what keeps them apart', async () => {
  const waiting: (() => void)[] = [];
  const wix = scriptedWix(() => new Promise((resolve) => waiting.push(resolve)));
  const runs = Promise.all([ensureFolders(wix, ROOT, [['A']]), ensureFolders(wix, ROOT, [['A']])]);
  let done = false;
  void runs.then(() => {
    done = true;
  });
  while (!done) {
    for (const go of waiting.splice(0)) go();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [one, other] = await runs;
  expect(wix.paths()).toEqual(['A', 'A']);
  expect(idOf(one, ['A'])).toBe(idOf(other, ['A']));
});
