import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  defaultPlanSettings,
  type ExistingTarget,
  type FoundFile,
  inSlices,
  makePlan,
  nameToSend,
  type PlanInput,
  planSteps,
} from '../../../src/upload-engine/plan/index.ts';
import { awkwardInput } from './awkward-files.ts';
import { describePlan } from './describe-plan.ts';

const golden: unknown = JSON.parse(readFileSync(`${import.meta.dirname}/golden/awkward-files.json`, 'utf8'));

const nothingThere: ExistingTarget = {
  folderIds: new Map([['', 'media-root']]),
  files: new Map(),
  complete: true,
};
const found = (path: string, more: Partial<FoundFile> = {}): FoundFile => ({
  path,
  sizeInBytes: 1000,
  lastModified: 0,
  ...more,
});
const input = (files: readonly FoundFile[], more: Partial<PlanInput> = {}): PlanInput => ({
  files,
  destination: { folderId: 'media-root' },
  existing: nothingThere,
  settings: defaultPlanSettings,
  ...more,
});

test('fifty awkward files meet the fates that the golden file tells', async () => {
  expect(describePlan(makePlan(await awkwardInput()))).toEqual(golden);
});

test('a plan made in slices is the plan made at once, and the thread is given back in between', async () => {
  const files = Array.from({ length: 2000 }, (_, n) => found(`Album ${n % 7}/photo ${n}.jpg`));
  let now = 0;
  let yields = 0;
  const clock = {
    now: () => {
      now += 3;
      return now;
    },
    yield: async () => {
      yields += 1;
    },
  };
  const sliced = await inSlices(planSteps(input(files)), clock);
  expect(sliced).toEqual(makePlan(input(files)));
  expect(yields).toBeGreaterThan(5);
});

test('files with conflicts have their places by folder and name, as people count, however many came in whatever order', () => {
  const names = Array.from({ length: 300 }, (_, n) => `${(n * 7) % 300}.jpg`);
  const there = names.map((name) => ({ id: name, name, sizeInBytes: 1 }));
  const folders = ['B10', 'B10/C', '', 'B9'];
  const existing = { ...nothingThere, files: new Map(folders.map((folder) => [folder, there])) };
  const pathIn = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`);
  const files = [found('new.jpg'), ...names.flatMap((name) => folders.map((folder) => found(pathIn(folder, name))))];
  const plan = makePlan(input(files, { existing }));
  const listed = plan.files
    .filter(({ fate }) => fate.action === 'ask')
    .toSorted((one, other) => (plan.conflictPlaces[one.index] ?? 0) - (plan.conflictPlaces[other.index] ?? 0));
  const inOrder = Array.from({ length: 300 }, (_, n) => `${n}.jpg`);
  expect(listed.map(({ path }) => path)).toEqual(
    ['', 'B9', 'B10', 'B10/C'].flatMap((folder) => inOrder.map((name) => pathIn(folder, name))),
  );
});

test('work in slices ends with the reason of the signal when nobody wants it any more', async () => {
  const files = Array.from({ length: 2000 }, (_, n) => found(`${n}.jpg`));
  const abort = new AbortController();
  const clock = { now: () => performance.now() * 1e6, yield: async () => abort.abort(new Error('taken back')) };
  await expect(inSlices(planSteps(input(files)), clock, { signal: abort.signal })).rejects.toThrow('taken back');
});

test('500 of 1,000 files that lie there under other names leave exactly the other 500 to send', () => {
  const md5 = (n: number) => n.toString(16).padStart(32, '0');
  const files = Array.from({ length: 1000 }, (_, n) =>
    found(`photo ${n}.jpg`, { sizeInBytes: 1000 + (n % 10), md5: md5(n) }),
  );
  const there = files.slice(0, 500).map((file, n) => ({
    id: `file-${n}`,
    name: `delivered ${n}.jpg`,
    sizeInBytes: file.sizeInBytes ?? 0,
    md5: md5(n),
  }));
  const existing = { ...nothingThere, files: new Map([['', there]]) };
  const plan = makePlan(input(files, { existing }));
  expect(plan.files.flatMap((file) => (file.fate.action === 'send' ? [file.index] : []))).toEqual(
    Array.from({ length: 500 }, (_, n) => n + 500),
  );
  expect(plan.totals.files.skip).toBe(500);
});

test('where nobody knows the content of what is there, a file of equal size under another name is sent', () => {
  const files = [found('new name.jpg', { md5: 'a'.repeat(32) })];
  const there = [{ id: 'file-1', name: 'old name.jpg', sizeInBytes: 1000 }];
  const plan = makePlan(input(files, { existing: { ...nothingThere, files: new Map([['', there]]) } }));
  expect(plan.totals.files).toMatchObject({ send: 1, skip: 0 });
});

test('the same content in another folder is no duplicate: the tree arrives as it is on the disk', () => {
  const md5 = 'b'.repeat(32);
  const there = [{ id: 'file-1', name: '001.jpg', sizeInBytes: 1000, md5 }];
  const existing = { ...nothingThere, files: new Map([['All', there]]) };
  const plan = makePlan(input([found('Best/001.jpg', { md5 })], { existing }));
  expect(plan.totals.files.send).toBe(1);
});

test('a folder sent again sends what is new or changed, by name and size where contents cannot be compared', () => {
  const there = Array.from({ length: 1000 }, (_, n) => ({
    id: `file-${n}`,
    name: `${n}.jpg`,
    sizeInBytes: 5000 + n,
    addedAt: 100,
  }));
  const files = [
    ...there.map((file, n) => found(`${n}.jpg`, { sizeInBytes: file.sizeInBytes + (n % 400 === 0 ? 1 : 0) })),
    found('new 1.jpg'),
    found('new 2.jpg'),
  ];
  const existing = { ...nothingThere, files: new Map([['', there]]) };
  const plan = makePlan(input(files, { existing, settings: { ...defaultPlanSettings, sameName: 'replace' } }));
  const asked = makePlan(input(files, { existing }));
  expect(asked.totals.files).toMatchObject({ send: 2, ask: 3, skip: 997 });
  expect(plan.totals.files).toMatchObject({ send: 2, replace: 1000, skip: 0 });
});

test('of two files of the batch with one name only the first can take the place of an existing one', () => {
  const there = [{ id: 'old', name: 'a.jpg', sizeInBytes: 1 }];
  const existing = { ...nothingThere, files: new Map([['', there]]) };
  const settings = { ...defaultPlanSettings, sameName: 'replace' as const };
  const plan = makePlan(input([found('a.jpg'), found('a.jpg'), found('a (2).jpg')], { existing, settings }));
  expect(plan.files.map((file) => [file.fate.action, nameToSend(file)])).toEqual([
    ['replace', 'a.jpg'],
    ['keep-both', 'a (3).jpg'],
    ['keep-both', 'a (2) (2).jpg'],
  ]);
});

test('a number given to one file never takes the name of another that is there', () => {
  const there = ['a.jpg', 'a (2).jpg', 'a (3).jpg'].map((name) => ({ id: name, name, sizeInBytes: 1 }));
  const existing = { ...nothingThere, files: new Map([['', there]]) };
  const settings = { ...defaultPlanSettings, sameName: 'keep-both' as const };
  const plan = makePlan(input([found('a.jpg')], { existing, settings }));
  expect(plan.files.map(nameToSend)).toEqual(['a (4).jpg']);
});

test('empty folders are made on request only, and those that hold nothing to send likewise', () => {
  const files = [found('Full/a.jpg'), found('Refused/empty.jpg', { sizeInBytes: 0 }), found('Junk/.DS_Store')];
  const emptyFolders = ['Empty/Deeper'];
  const without = makePlan(input(files, { emptyFolders }));
  const settings = { ...defaultPlanSettings, emptyFolders: true };
  const within = makePlan(input(files, { emptyFolders, settings }));
  expect(without.foldersToMake).toEqual(['Full']);
  expect(within.foldersToMake).toEqual(['Full', 'Refused', 'Empty', 'Empty/Deeper', 'Junk']);
});

test('of empty folders that cannot be had each is refused with the reason, unless a file of it says so itself', () => {
  const long = 'n'.repeat(256);
  const files = [
    found('Full/a.jpg'),
    found(`${long}/a.jpg`),
    found(`${long}/.DS_Store`),
    found(`x${long}/empty.jpg`, { sizeInBytes: 0 }),
  ];
  const deep = Array(101).fill('x').join('/');
  const emptyFolders = [`Album/${long}`, deep, 'Later'];
  const settings = { ...defaultPlanSettings, emptyFolders: true };
  const plan = makePlan(input(files, { emptyFolders, settings }));
  expect(plan.foldersToMake).toEqual(['Full', 'Later']);
  expect(plan.foldersRefused).toEqual(
    [`x${long}`, `Album/${long}`, deep].map((path) => ({ path, failure: { code: 'PATH_TOO_LONG' } })),
  );
  expect(makePlan(input(files, { emptyFolders })).foldersRefused).toEqual([]);
  const flat = { folderId: '', isFlat: true };
  expect(makePlan(input(files, { emptyFolders, settings, destination: flat })).foldersRefused).toEqual([]);
});

test('folders that only systems use are not made, however empty, and a place without folders gets none', () => {
  const files = [found('__MACOSX/Album/._1.jpg'), found('Album/1.jpg')];
  const settings = { ...defaultPlanSettings, emptyFolders: true };
  const emptyFolders = ['Volume/.Trashes', '$RECYCLE.BIN', 'Album/Later'];
  expect(makePlan(input(files, { emptyFolders, settings })).foldersToMake).toEqual(['Album', 'Album/Later']);
  const destination = { folderId: '', isFlat: true };
  expect(makePlan(input(files, { emptyFolders, settings, destination })).foldersToMake).toEqual([]);
});

test('a tree that is there already makes no folder again', () => {
  const folderIds = new Map([
    ['', 'media-root'],
    ['Album', 'a'],
    ['Album/caf\u00e9', 'b'],
  ]);
  const existing = { ...nothingThere, folderIds };
  expect(makePlan(input([found('Album/cafe\u0301/1.jpg')], { existing })).foldersToMake).toEqual([]);
});
