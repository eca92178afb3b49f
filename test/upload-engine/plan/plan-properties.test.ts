import fc from 'fast-check';
import { expect, test } from 'vitest';
import { folderPathsRequestSchema } from '#contracts';
import {
  defaultPlanSettings,
  type FoundFile,
  folderNames,
  isToSend,
  makePlan,
  type NameDecision,
  nameToSend,
  type Plan,
  type PlanInput,
  parentKey,
  splitPath,
  sumStocks,
  takeStock,
  toWixName,
  withDecision,
  withoutFiles,
} from '../../../src/upload-engine/plan/index.ts';

const part = fc.oneof(
  fc.constantFrom('a', 'b', 'Trip', 'caf\u00e9', 'cafe\u0301', '.DS_Store', '..', '.', '', ' spaced ', 'x\\y', '...'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constant('n'.repeat(300)),
);
const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
const md5 = fc.constantFrom('a', 'b', 'c').map((letter) => letter.repeat(32));
const file: fc.Arbitrary<FoundFile> = fc.record(
  {
    path: fc.oneof(
      fc.constantFrom('a', 'b', 'a (2)', 'a/a', 'a/b', 'cafe\u0301', 'caf\u00e9'),
      fc.tuple(path, fc.constantFrom('', '.jpg', '.exe', '.mp4')).map((parts) => parts.join('')),
    ),
    sizeInBytes: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
    lastModified: fc.nat(10),
    md5,
  },
  { requiredKeys: ['path', 'sizeInBytes', 'lastModified'] },
);
const existingFile = fc.record(
  {
    id: fc.uuid(),
    name: fc.constantFrom('a', 'b', 'a (2)', 'a.jpg', 'caf\u00e9', 'cafe\u0301'),
    sizeInBytes: fc.integer({ min: 0, max: 3 }),
    md5,
    addedAt: fc.nat(10),
  },
  { requiredKeys: ['id', 'name', 'sizeInBytes'] },
);
const decision = fc.constantFrom<NameDecision>('ask', 'skip', 'keep-both', 'replace');
const input: fc.Arbitrary<PlanInput> = fc
  .record({
    files: fc.array(file, { maxLength: 30 }),
    there: fc.array(existingFile, { maxLength: 10 }),
    sameName: decision,
    sameContent: fc.constantFrom('skip', 'send'),
    emptyFolders: fc.boolean(),
  })
  .map(({ files, there, ...settings }) => ({
    files,
    destination: { folderId: 'media-root' },
    settings: { ...defaultPlanSettings, ...settings },
    existing: {
      complete: true,
      folderIds: new Map([['', 'media-root']]),
      files: new Map([
        ['', there],
        ['a', there],
      ]),
    },
  }));
const plan: fc.Arbitrary<Plan> = input.map(makePlan);

/** What the server would say of these folders. */
function expectAskable(foldersToMake: readonly string[]): void {
  if (foldersToMake.length === 0) return;
  const paths = foldersToMake.slice(0, 200).map((key) => [...folderNames(key)]);
  expect(folderPathsRequestSchema.safeParse({ parentFolderId: 'media-root', paths }).error).toBeUndefined();
}

function expectSound({ files, totals, existing, foldersToMake, settings }: Plan): void {
  const sum = Object.values(totals.files).reduce((a, b) => a + b, 0);
  expect(sum).toBe(files.length);
  const toSend = files.filter(isToSend);
  expect(totals.filesToSend).toBe(toSend.length);
  expect(totals.bytesToSend).toBe(toSend.reduce((bytes, { sizeInBytes }) => bytes + sizeInBytes, 0));
  const names = toSend.map((planned) => JSON.stringify([planned.folder, nameToSend(planned)]));
  expect(new Set(names).size).toBe(names.length);
  const stays = files.filter((planned) => planned.fate.action === 'keep-both');
  for (const planned of stays) {
    const there = existing.files.get(planned.folder) ?? [];
    expect(there.map((one) => one.name.normalize('NFC'))).not.toContain(nameToSend(planned));
  }
  const replaced = files.flatMap(({ fate, folder }) =>
    fate.action === 'replace' ? [`${folder}:${fate.replaces.id}`] : [],
  );
  expect(new Set(replaced).size).toBe(replaced.length);
  expectAskable(foldersToMake);
  const made = new Set<string>();
  for (const folder of foldersToMake) {
    expect(made.has(folder)).toBe(false);
    const parent = parentKey(folder);
    expect(parent === '' || made.has(parent) || existing.folderIds.has(parent)).toBe(true);
    made.add(folder);
  }
  for (const { folder } of toSend)
    expect(folder === '' || made.has(folder) || existing.folderIds.has(folder)).toBe(true);
  if (!settings.emptyFolders) expect(made.size === 0 || files.some((f) => f.fate.action !== 'refuse')).toBe(true);
}

test('whatever the files and the settings, every file has one fate, the totals add up, and no name is sent twice', () => {
  fc.assert(fc.property(plan, expectSound), { numRuns: 500 });
});

test('whatever is decided afterwards, it still adds up, and files without a conflict are not touched', () => {
  const decisions = fc.array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom('all' as const, 'undecided' as const),
        fc.uniqueArray(fc.nat(30)).map((ids) => new Set(ids)),
      ),
      decision,
    ),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(plan, decisions, (before, steps) => {
      const after = steps.reduce((at, [selection, choice]) => withDecision(at, selection, choice), before);
      expectSound(after);
      for (const [index, { fate }] of before.files.entries()) {
        if (!('conflict' in fate)) expect(after.files[index]?.fate).toBe(fate);
      }
    }),
    { numRuns: 500 },
  );
});

test('what is decided of all, and what the settings said before, come to the same; the last decision holds, and nothing is sent that is there', () => {
  const decisions = fc.array(decision, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(input, decisions, (of, choices) => {
      const asking = makePlan({ ...of, settings: { ...of.settings, sameName: 'ask' } });
      const after = choices.reduce((at, choice) => withDecision(at, 'all', choice), asking);
      const sameName = choices.at(-1) ?? 'ask';
      const before = makePlan({ ...of, settings: { ...of.settings, sameName } });
      for (const [index, { fate }] of after.files.entries()) {
        const isLikely = 'conflict' in fate && fate.conflict.kind === 'same-name-and-size';
        expect(fate).toEqual((isLikely ? asking : before).files[index]?.fate);
        if (isLikely) expect(fate.action).toBe('skip');
      }
    }),
    { numRuns: 500 },
  );
});

test('whatever is left out of it afterwards, the plan adds up for the rest', () => {
  fc.assert(
    fc.property(plan, fc.uniqueArray(fc.nat(30)), (before, gone) => {
      const after = withoutFiles(before, new Set(gone));
      expectSound(after);
      expect(after.files).toEqual(before.files.filter(({ index }) => !gone.includes(index)));
      for (const folder of after.foldersToMake) expect(before.foldersToMake).toContain(folder);
    }),
    { numRuns: 500 },
  );
});

test('found is always what was taken and what was left out together, of one pick and of several', () => {
  const problems = fc.array(fc.record({ path, failure: fc.constant({ code: 'FOLDER_UNREADABLE' as const }) }), {
    maxLength: 10,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(plan, problems, fc.nat(100)), { maxLength: 4 }), (picks) => {
      const stocks = picks.map(([{ files }, unreadable, counted]) => {
        const stock = takeStock({ files }, { found: counted, problems: unreadable });
        expect(stock.found).toBeGreaterThanOrEqual(counted);
        expect(stock.found).toBeGreaterThanOrEqual(files.length + unreadable.length);
        return stock;
      });
      const sum = sumStocks(stocks);
      expect(sum.found).toBe(stocks.reduce((found, stock) => found + stock.found, 0));
      for (const { found, took, leftOut } of [...stocks, sum]) {
        expect(took + leftOut.reduce((left, { count }) => left + count, 0)).toBe(found);
        expect(new Set(leftOut.map(({ because }) => because)).size).toBe(leftOut.length);
      }
    }),
  );
});

test('a path never leads out of the destination, and its folder has plain names only', () => {
  fc.assert(
    fc.property(plan, ({ files }) => {
      for (const { folder, name } of files) {
        for (const one of [...folderNames(folder), name]) {
          expect(one).not.toMatch(/^\.*$/);
          expect(one).not.toMatch(/[/\\\p{Cc}]/u);
          expect(one.trim()).toBe(one);
        }
      }
    }),
  );
});

test('taking a path apart loses nothing but empty parts and dots', () => {
  fc.assert(
    fc.property(path, (whole) => {
      const { folders, name } = splitPath(whole);
      const parts = whole.split('/');
      expect(name).toBe(parts.at(-1));
      expect(folders).toEqual(parts.slice(0, -1).filter((one) => !['', '.', '..'].includes(one)));
    }),
  );
});

test('a name for Wix is in composed form, can travel as UTF-8, and is its own name for Wix', () => {
  fc.assert(
    fc.property(part, (raw) => {
      const { name } = toWixName(raw);
      expect(name).toBe(name.normalize('NFC'));
      expect(Buffer.from(name, 'utf8').toString('utf8')).toBe(name);
      expect(toWixName(name)).toEqual({ name, changes: [] });
    }),
    { numRuns: 1000 },
  );
});
