import { expect, test } from 'vitest';
import type { ExistingFile, ExistingFilesPage, SentFile, SentFilesRequest } from '#contracts';
import { FailureError } from '#upload-engine';
import { type LookProgress, lookAtTarget, type TargetReader } from '../../../src/upload-engine/plan/index.ts';
import type { WantedFiles } from '../../../src/upload-engine/plan/sent-before.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const files = (count: number): ExistingFile[] =>
  Array.from({ length: count }, (_, n) => ({ id: `file-${n}`, name: `${n}.jpg`, sizeInBytes: n }));

/** Folders by path below the destination; '' is the destination. */
function scriptedTarget(folders: Readonly<Record<string, readonly ExistingFile[]>>, sent: readonly SentFile[] = []) {
  const lookUps: (readonly string[])[][] = [];
  const questions: SentFilesRequest['folders'][] = [];
  const lists: string[] = [];
  const target: TargetReader = {
    async lookUpFolders(_parent, paths) {
      lookUps.push([...paths]);
      return Object.keys(folders)
        .filter((path) => path !== '')
        .map((path) => ({ path: path.split('/'), folderId: `id of ${path}` }));
    },
    async listFiles(folderId, cursor): Promise<ExistingFilesPage> {
      lists.push(folderId);
      const all = folders[folderId === 'root' ? '' : folderId.slice('id of '.length)] ?? [];
      const from = Number(cursor ?? 0);
      const nextCursor = from + 100 < all.length ? { nextCursor: String(from + 100) } : {};
      return { files: all.slice(from, from + 100), ...nextCursor };
    },
    async findSentFiles(asked) {
      questions.push([...asked]);
      return sent;
    },
  };
  return { target, lookUps, lists, questions };
}

interface Wishes {
  readonly emptyFolders?: readonly string[];
  readonly wanted?: WantedFiles;
}

function look(
  target: TargetReader,
  folders: readonly string[],
  { emptyFolders = [], wanted = new Map() }: Wishes = {},
) {
  const clock = createManualClock();
  const abort = new AbortController();
  const progress: LookProgress[] = [];
  const started = lookAtTarget({
    target,
    folderId: 'root',
    folders: new Set(folders),
    emptyFolders: new Set(emptyFolders),
    wantedIn: async () => wanted,
    clock,
    signal: abort.signal,
    onProgress: (step) => progress.push(step),
  });
  return { ...started, clock, abort, progress };
}

test('what lies in the destination is read with one call for each 100 files', async () => {
  const { target, lists, lookUps } = scriptedTarget({ '': files(250) });
  const { finished, seen, progress } = look(target, ['']);
  await finished;
  expect(lists).toEqual(['root', 'root', 'root']);
  expect(lookUps).toEqual([]);
  expect(seen().files.get('')).toHaveLength(250);
  expect(seen().complete).toBe(true);
  expect(progress.map(({ filesSeen }) => filesSeen)).toEqual([100, 200, 250]);
});

test('only folders that are there and get files are read', async () => {
  const { target, lists } = scriptedTarget({ Album: files(1), 'Album/Church': files(2), Other: files(3) });
  const { finished, seen } = look(target, ['Album/Church', 'Album/New']);
  await finished;
  expect(lists).toEqual(['id of Album/Church']);
  expect([...seen().folderIds.keys()]).toEqual(['', 'Album', 'Album/Church', 'Other']);
});

test('folders that get no files are looked up, and not read', async () => {
  const { target, lists, lookUps } = scriptedTarget({ Album: files(1), Later: files(2) });
  const { finished, seen } = look(target, ['Album'], { emptyFolders: ['Later', 'New'] });
  await finished;
  expect(lookUps).toEqual([[['Album'], ['Later'], ['New']]]);
  expect(lists).toEqual(['id of Album']);
  expect([...seen().folderIds.keys()]).toEqual(['', 'Album', 'Later']);
});

test('many folders are looked up 200 a call', async () => {
  const { target, lookUps } = scriptedTarget({});
  const { finished } = look(
    target,
    Array.from({ length: 450 }, (_, n) => `${n}`),
  );
  await finished;
  expect(lookUps.map((paths) => paths.length)).toEqual([200, 200, 50]);
});

test('what passes by itself is waited for and said, as long as Wix asks for', async () => {
  const { target } = scriptedTarget({ '': files(1) });
  const failures = [
    { code: 'WIX_UNAVAILABLE' as const },
    { code: 'NETWORK' as const },
    { code: 'RATE_LIMITED' as const, retryAfterMs: 20_000 },
  ];
  const listFiles: TargetReader['listFiles'] = (...args) => {
    const failure = failures.shift();
    return failure ? Promise.reject(new FailureError(failure)) : target.listFiles(...args);
  };
  const { finished, clock, progress, seen } = look({ ...target, listFiles }, ['']);
  await clock.settle();
  expect(progress.at(-1)).toEqual({ filesSeen: 0, failure: { code: 'WIX_UNAVAILABLE' } });
  await clock.advance(1000);
  expect(progress.at(-1)?.failure?.code).toBe('NETWORK');
  await clock.advance(2000);
  expect(progress.at(-1)?.failure?.code).toBe('RATE_LIMITED');
  await clock.advance(18_000);
  expect(seen().complete).toBe(false);
  await clock.advance(3_001);
  await finished;
  expect(seen().complete).toBe(true);
});

test('what does not pass by itself ends the look', async () => {
  const { target } = scriptedTarget({});
  const listFiles = () => Promise.reject(new FailureError({ code: 'FOLDER_NOT_FOUND' }));
  const { finished, seen } = look({ ...target, listFiles }, ['']);
  await expect(finished).rejects.toMatchObject({ failure: { code: 'FOLDER_NOT_FOUND' } });
  expect(seen().complete).toBe(false);
});

test('who does not want to wait any longer keeps what was seen until then', async () => {
  const { target } = scriptedTarget({ '': files(250) });
  const listFiles: TargetReader['listFiles'] = (id, cursor, signal) =>
    cursor === undefined ? target.listFiles(id, cursor, signal) : Promise.reject(new FailureError({ code: 'NETWORK' }));
  const { finished, seen, abort, clock } = look({ ...target, listFiles }, ['']);
  await clock.settle();
  abort.abort(new Error('enough'));
  await expect(finished).rejects.toThrow('enough');
  expect(seen().files.get('')).toHaveLength(100);
  expect(seen().complete).toBe(false);
  expect(clock.pending()).toBe(0);
});

test('a call that hangs holds nobody who does not want to wait any longer', async () => {
  const { target } = scriptedTarget({});
  const { finished, seen, abort } = look({ ...target, listFiles: () => new Promise(() => undefined) }, ['']);
  abort.abort(new Error('enough'));
  await expect(finished).rejects.toThrow('enough');
  expect(seen().complete).toBe(false);
});

test('many folders are listed some at a time, each once', async () => {
  const names = Array.from({ length: 30 }, (_, n) => `folder ${n}`);
  const { target, lists } = scriptedTarget(Object.fromEntries(names.map((name) => [name, files(3)])));
  let underWay = 0;
  let most = 0;
  const listFiles: TargetReader['listFiles'] = async (...args) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return target.listFiles(...args);
  };
  const { finished, seen } = look({ ...target, listFiles }, names);
  await finished;
  expect(new Set(lists).size).toBe(30);
  expect(lists).toHaveLength(30);
  expect([most, seen().files.size]).toEqual([4, 30]);
});

const oneFile = (name: string, sizeInBytes = 10) => [{ name, sizeInBytes }];

test('folders of which all files were sent before and are there are not listed', async () => {
  const sent = [
    { id: 'a', name: 'a.jpg', sizeInBytes: 10, folderId: 'id of A' },
    { id: 'b', name: 'b.jpg', sizeInBytes: 11, folderId: 'id of B' },
  ];
  const { target, lists, questions } = scriptedTarget({ A: files(3), B: files(3), C: files(3) }, sent);
  const wanted = new Map([
    ['A', oneFile('a.jpg')],
    // Changed since: another size.
    ['B', oneFile('b.jpg')],
    ['C', oneFile('c.jpg')],
  ]);
  const { finished, seen, progress } = look(target, ['A', 'B', 'C', 'New'], { wanted });
  await finished;
  expect(questions).toEqual([
    [
      { folderId: 'id of A', names: ['a.jpg'] },
      { folderId: 'id of B', names: ['b.jpg'] },
      { folderId: 'id of C', names: ['c.jpg'] },
    ],
  ]);
  expect(lists.sort()).toEqual(['id of B', 'id of C']);
  expect(seen().files.get('A')).toEqual(sent.slice(0, 1));
  expect([seen().complete, progress.at(-1)?.filesSeen]).toEqual([true, 7]);
});

test('a single folder is listed at once', async () => {
  const { target, lists, questions } = scriptedTarget({ A: files(1) });
  const { finished } = look(target, ['A', 'New'], { wanted: new Map([['A', oneFile('a.jpg')]]) });
  await finished;
  expect([questions, lists]).toEqual([[], ['id of A']]);
});
