import { expect, test } from 'vitest';
import { createIntakeAccount, planParts } from '../../../src/dashboard/hooks/intake-account.ts';
import {
  defaultPlanSettings,
  type PlannedFile,
  type Planner,
  type PlannerAddOptions,
  type Stock,
} from '../../../src/upload-engine/index.ts';

const all: Stock = { found: 4, took: 4, leftOut: [] };
const none: Stock = { found: 0, took: 0, leftOut: [] };
const withJunk = (count: number): Stock => ({
  found: 5,
  took: 5 - count,
  leftOut: [{ because: 'junk', count, paths: [] }],
});
const nothing = { problems: [], emptyFolders: 0 };
const gone = { path: 'gone.png', failure: { code: 'FILE_UNREADABLE' } } as const;
const refused = { code: 'WIX_REFUSED' } as const;

test('what was left out of one pick stays when the next ones come, in their order, until it was read', () => {
  const account = createIntakeAccount();
  const first = account.open({ ...nothing, problems: [gone] });
  const second = account.open(nothing);
  second.onStock(withJunk(2));
  first.onStock(withJunk(1));
  account.forgetNothingFound();
  account.open(nothing).onStock(all);
  const told = account.getEntries();
  expect(told.map(({ stock, problems }) => [stock.took, problems])).toEqual([
    [4, [gone]],
    [3, []],
  ]);
  const third = account.open(nothing);
  third.onStock(withJunk(3));
  account.dismiss(told);
  expect(account.getEntries().map(({ stock }) => stock.took)).toEqual([2]);
});

test('that nothing was found is said until the next pick', () => {
  const account = createIntakeAccount();
  account.open({ ...nothing, emptyFolders: 2 }).onStock(none);
  expect(account.getEntries()).toMatchObject([{ emptyFolders: 2 }]);
  account.forgetNothingFound();
  expect(account.getEntries()).toEqual([]);
});

test('of a part of a pick only that is told which the pick as a whole does not tell', () => {
  const account = createIntakeAccount();
  const asked: PlannerAddOptions[] = [];
  const planner: Pick<Planner, 'add'> = {
    add(_intake, _destination, _settings, options = {}) {
      asked.push(options);
      return 'batch';
    },
  };
  const file = { path: 'a.xyz' } as PlannedFile;
  const intake = { files: [], found: 0, problems: [gone] };
  planParts(planner, account).add(intake, { kind: 'inbox-media' }, defaultPlanSettings, { batchId: 'one' });
  expect(asked).toMatchObject([{ batchId: 'one' }]);
  expect(asked[0]?.onStock).toBeUndefined();
  asked[0]?.onWarned?.([file]);
  asked[0]?.onFolderRefused?.('A', refused);
  expect(account.getEntries()).toMatchObject([{ warned: [file], problems: [{ path: 'A' }] }]);
});

test('a folder that is refused late is told, whether its pick was read by then or not', () => {
  const account = createIntakeAccount();
  let changes = 0;
  account.subscribe(() => {
    changes += 1;
  });
  const pick = account.open({ ...nothing, problems: [gone] });
  pick.onStock(withJunk(1));
  pick.onFolderRefused('A', refused);
  expect(account.getEntries()).toMatchObject([{ problems: [gone, { path: 'A', failure: refused }] }]);
  account.dismiss(account.getEntries());
  expect(account.getEntries()).toEqual([]);
  pick.onFolderRefused('B', refused);
  expect(account.getEntries()).toMatchObject([{ stock: none, problems: [{ path: 'B' }] }]);
  expect(changes).toBe(4);
});
