import { expect, test } from 'vitest';
import type { FoundFile } from '../../../src/upload-engine/plan/index.ts';
import { areAllThere, findWanted, sentFilesQuestions } from '../../../src/upload-engine/plan/sent-before.ts';

const found = (path: string, sizeInBytes: number | undefined = 10): FoundFile => ({
  path,
  sizeInBytes,
  lastModified: 0,
});

function wantedIn(files: readonly FoundFile[], ...folders: readonly string[]) {
  const steps = findWanted(files, new Set(folders));
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

test('what goes into the folders is known by the names that Wix gets, without what is not sent', () => {
  const files = [
    found('Cafe\u0301/a\u0301.jpg', 7),
    found('Cafe\u0301/Thumbs.db'),
    found('Cafe\u0301/empty.jpg', 0),
    { path: 'Cafe\u0301/gone.jpg', sizeInBytes: undefined, lastModified: 0 },
    found('Other/b.jpg'),
  ];
  expect(wantedIn(files, 'Caf\u00e9', 'Later')).toEqual(
    new Map([
      ['Caf\u00e9', [{ name: '\u00e1.jpg', sizeInBytes: 7 }]],
      ['Later', []],
    ]),
  );
});

/** Folders by their number of files. */
function album(...counts: readonly number[]) {
  const keys = counts.map((_, n) => `F${n}`);
  const files = keys.flatMap((key, n) => Array.from({ length: counts[n] ?? 0 }, (_, i) => found(`${key}/${i}.jpg`)));
  return { wanted: wantedIn(files, ...keys), folderIds: new Map(keys.map((key) => [key, `id of ${key}`])) };
}

function questionSizes(...counts: readonly number[]) {
  const { wanted, folderIds } = album(...counts);
  return sentFilesQuestions(wanted, folderIds).map((question) =>
    question.reduce((sum, { names }) => sum + names.length, 0),
  );
}

test('a question holds 500 names at most, and a folder as a whole', () => {
  expect(questionSizes(...Array<number>(1_000).fill(1))).toEqual([500, 500]);
  expect(questionSizes(...Array<number>(15).fill(80))).toEqual([480, 480, 240]);
});

test.each([
  ['one folder', [30]],
  ['folders of a page and more', [100, 100, 250]],
  ['full folders', [99, 99]],
  ['folders that get nothing', [0, 0]],
])('nothing is asked about %s', (_case, counts) => {
  expect(questionSizes(...counts)).toEqual([]);
});

test('large folders are listed, small ones beside them are asked about', () => {
  expect(questionSizes(5_000, 3, 4)).toEqual([7]);
});

test('a name that goes twice into one folder is asked for once', () => {
  const wanted = wantedIn([found('A/a\u0301.jpg'), found('A/\u00e1.jpg'), found('B/b.jpg')], 'A', 'B');
  const folderIds = new Map([
    ['A', 'id of A'],
    ['B', 'id of B'],
  ]);
  expect(sentFilesQuestions(wanted, folderIds)[0]?.map(({ names }) => names)).toEqual([['\u00e1.jpg'], ['b.jpg']]);
});

test.each([
  [true, [{ id: '1', name: 'a\u0301.jpg', sizeInBytes: 7 }]],
  [false, [{ id: '1', name: '\u00e1.jpg', sizeInBytes: 8 }]],
  [false, [{ id: '1', name: 'b.jpg', sizeInBytes: 7 }]],
  [false, [{ id: '1', name: '\u00e1.jpg' }]],
  [false, []],
])('all are there: %s', (answer, there) => {
  expect(areAllThere([{ name: '\u00e1.jpg', sizeInBytes: 7 }], there)).toBe(answer);
});

test('of a folder that gets nothing nobody knows that all is there', () => {
  expect(areAllThere([], [])).toBe(false);
});
