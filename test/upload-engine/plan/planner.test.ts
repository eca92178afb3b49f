import { expect, test } from 'vitest';
import type { EnsuredFolder, ExistingFile, Failure } from '#contracts';
import type { Destination, SourceFile } from '#upload-engine';
import {
  createFolderResolver,
  createPlanner,
  defaultPlanSettings,
  type PlanSettings,
  type Stock,
} from '../../../src/upload-engine/plan/index.ts';
import { createWorld, fakeFile, siteMedia } from '../support/scripted-world.ts';

const file = (path: string, sizeInBytes = 100): SourceFile =>
  fakeFile(path.split('/').at(-1) ?? path, sizeInBytes, path);

function site(there: readonly ExistingFile[] = []) {
  const world = createWorld();
  const { engine, clock } = world;
  const made: string[] = [];
  const refusals: Failure[] = [];
  const refused: string[] = [];
  const stocks: Stock[] = [];
  const warned: string[] = [];
  const folders = createFolderResolver(
    {
      async ensureFolders(_parent, paths) {
        const failure = refusals.shift();
        if (failure) return paths.map((path): EnsuredFolder => ({ path, failure }));
        made.push(...paths.map((path) => path.join('/')));
        return paths.map((path): EnsuredFolder => ({ path, folderId: `id of ${path.join('/')}`, created: true }));
      },
    },
    clock,
  );
  const planner = createPlanner({
    engine,
    folders,
    callsPerMinute: () => 50,
    ports: {
      clock,
      md5: async () => '',
      contentType: async () => undefined,
      target: {
        lookUpFolders: async () => [],
        listFiles: async () => ({ files: there }),
        findSentFiles: async () => [],
      },
    },
  });
  const drop = (
    files: readonly SourceFile[],
    settings: Partial<PlanSettings> = {},
    destination: Destination = siteMedia,
    emptyFolders: readonly string[] = [],
    batchId?: string,
  ) =>
    planner.add(
      { files, emptyFolders, found: files.length, problems: [] },
      destination,
      { ...defaultPlanSettings, ...settings },
      {
        ...(batchId === undefined ? {} : { batchId }),
        onStock: (stock) => stocks.push(stock),
        onWarned: (files) => warned.push(...files.map(({ path }) => path)),
        onFolderRefused: (path, { code }) => refused.push(`${path}: ${code}`),
      },
    );
  const rows = () =>
    engine.getItemIds().map((id) => {
      const { name, state } = world.item(id);
      return `${name} ${state.status}`;
    });
  const sent = () => world.sendings.map(({ job }) => job.fileName);
  return { ...world, planner, drop, rows, sent, made, refusals, refused, stocks, warned };
}

const taken: ExistingFile = { id: 'old', name: 'taken.jpg', sizeInBytes: 1 };

test('files about which there is nothing to ask are listed at once and go by themselves; rubbish is only counted', async () => {
  const { drop, clock, rows, sent, planner, stocks } = site();
  drop([file('a.jpg'), file('.DS_Store'), file('empty.jpg', 0)]);
  expect(planner.getBatches()).toHaveLength(1);
  await clock.advance(1000);
  expect(sent()).toEqual(['a.jpg']);
  expect(rows()).toEqual(['a.jpg sending', 'empty.jpg failed']);
  expect(stocks).toEqual([{ found: 3, took: 2, leftOut: [{ because: 'junk', count: 1, paths: ['.DS_Store'] }] }]);
  expect(planner.getBatches()).toEqual([]);
});

test('before the plan is begun every file is in the list and no byte goes', async () => {
  const { drop, clock, rows, sent, planner } = site([taken]);
  drop([file('new.jpg'), file('taken.jpg')]);
  await clock.advance(60_000);
  expect(rows()).toEqual(['new.jpg queued', 'taken.jpg queued']);
  expect(sent()).toEqual([]);
  expect(planner.getBatches()[0]?.session.getState()).toMatchObject({
    step: 'asking',
    plan: { estimate: { callsPerMinute: 50 } },
  });
});

test('while the plan waits it tells of each file in the list whether it refuses it', async () => {
  const { drop, clock, rows, planner, engine } = site([taken]);
  drop([file('run.exe'), file('taken.jpg')]);
  await clock.advance(1_000);
  expect(rows()).toEqual(['run.exe queued', 'taken.jpg queued']);
  const [refused = '', asked = ''] = engine.getItemIds();
  expect(planner.refusalOf(refused)).toMatchObject({ code: 'UNSUPPORTED_FILE_FORMAT' });
  expect(planner.refusalOf(refused)).toBe(planner.refusalOf(refused));
  expect(planner.refusalOf(asked)).toBeUndefined();
  planner.getBatches()[0]?.session.start();
  expect(rows()).toEqual(['run.exe failed', 'taken.jpg queued']);
  expect(planner.refusalOf(refused)).toBeUndefined();
});

test('what is not asked about goes when the plan is begun, while the question stays open', async () => {
  const { drop, clock, rows, sent, planner } = site([taken]);
  drop([file('new.jpg'), file('taken.jpg')]);
  await clock.advance(1000);
  const batch = planner.getBatches()[0];
  batch?.session.start();
  await clock.advance(1000);
  expect(sent()).toEqual(['new.jpg']);
  expect(rows()).toEqual(['new.jpg sending', 'taken.jpg queued']);
  batch?.session.decide('all', 'keep-both');
  batch?.session.start();
  await clock.advance(1000);
  expect(sent()).toEqual(['new.jpg', 'taken (2).jpg']);
  expect(planner.getBatches()).toEqual([]);
});

test('a skipped file says why, and which file of the site it is', async () => {
  const same: ExistingFile = { id: 'same', name: 'a.jpg', sizeInBytes: 100 };
  const { drop, clock, engine, item } = site([same, taken]);
  drop([file('a.jpg'), file('taken.jpg')], { sameName: 'skip' });
  await clock.advance(1000);
  expect(engine.getItemIds().map((id) => item(id).state)).toEqual([
    { status: 'skipped', failure: { code: 'ALREADY_THERE', message: 'a.jpg' } },
    { status: 'skipped', failure: { code: 'NAME_TAKEN' } },
  ]);
});

test('a file that replaces another one says which, and no other does', async () => {
  const { drop, clock, engine, item, ticketCalls } = site([taken]);
  drop([file('new.jpg'), file('taken.jpg')], { sameName: 'replace' });
  await clock.advance(1000);
  expect(engine.getItemIds().map((id) => item(id).replaces)).toEqual([undefined, 'old']);
  expect(ticketCalls.flat().map(({ replaces }) => replaces)).toEqual([undefined, 'old']);
});

test('files for a batch that exists go through a plan of their own, and into that batch', async () => {
  const { planner, clock, engine, item, sent } = site([taken]);
  const batchId = engine.add([file('first.jpg')], siteMedia);
  const found = { files: [file('taken.jpg'), file('new.jpg')], found: 2, problems: [] };
  for (const round of [1, 2]) {
    expect(planner.add(found, siteMedia, defaultPlanSettings, { batchId }), `round ${round}`).toBe(batchId);
  }
  await clock.advance(1000);
  expect(sent()).toEqual(['first.jpg']);
  const batches = planner.getBatches();
  expect(batches.map(({ id }) => id)).toEqual([batchId, batchId]);
  expect(new Set(batches.map(({ planNumber }) => planNumber)).size).toBe(2);
  batches[0]?.session.decide('all', 'skip');
  batches[0]?.session.start();
  await clock.advance(1000);
  expect(sent()).toEqual(['first.jpg', 'new.jpg']);
  expect(new Set(engine.getItemIds().map((id) => item(id).batchId))).toEqual(new Set([batchId]));
});

test('the folders of a tree are made ahead of its files, parents first', async () => {
  const { drop, clock, made } = site();
  drop([file('Album/Church/a.jpg'), file('Album/b.jpg')]);
  await clock.advance(1000);
  expect(made).toEqual(['Album', 'Album/Church']);
});

test('an open plan says itself what was found; it is told once the plan is begun to its last file, given up or without a question', async () => {
  const { drop, clock, stocks, planner, engine } = site([taken]);
  const ask = async () => {
    drop([file('new.jpg'), file('taken.jpg'), file('.DS_Store')]);
    await clock.advance(1000);
    return planner.getBatches().at(-1);
  };
  const begun = await ask();
  begun?.session.start();
  expect(stocks).toEqual([]);
  begun?.session.decide('all', 'skip');
  begun?.session.start();
  expect(stocks).toHaveLength(1);
  const givenUp = await ask();
  expect(stocks).toHaveLength(1);
  if (givenUp) planner.cancel(givenUp);
  expect(stocks).toHaveLength(2);
  await ask();
  engine.cancel('all');
  await clock.advance(1000);
  expect(stocks).toHaveLength(3);
  expect(stocks.map(({ found, took }) => [found, took])).toEqual([
    [3, 2],
    [3, 2],
    [3, 2],
  ]);
});

test('what may go wrong is told of files that begin without anybody seeing the plan, and of them alone', async () => {
  const { drop, clock, warned, planner } = site([taken]);
  drop([file('fine.jpg'), file('notes.xyz'), file('empty.xyz', 0), file('taken.jpg')], { sameName: 'skip' });
  await clock.advance(1000);
  expect(warned).toEqual(['notes.xyz']);
  drop([file('more.xyz'), file('taken.jpg')]);
  await clock.advance(1000);
  planner.getBatches()[0]?.session.start();
  drop([file('odd.xyz'), file('taken.jpg')]);
  planner.getBatches().at(-1)?.session.start();
  await clock.advance(1000);
  expect(warned).toEqual(['notes.xyz', 'odd.xyz']);
});

test('a tree of empty folders alone is made too when that is wanted, and again when the first try comes to nothing', async () => {
  const { drop, clock, made, refusals, refused, planner } = site();
  drop([], {}, siteMedia, ['Album/Later']);
  await clock.advance(1000);
  expect(made).toEqual([]);
  refusals.push({ code: 'RATE_LIMITED', retryAfterMs: 5_000 }, { code: 'FOLDER_NOT_FOUND' });
  drop([], { emptyFolders: true }, siteMedia, ['Album/Later']);
  await clock.advance(1000);
  expect(planner.getBatches()).toEqual([]);
  await clock.advance(10_000);
  expect(made).toEqual([]);
  expect(refused).toEqual(['Album: FOLDER_NOT_FOUND', 'Album/Later: FOLDER_NOT_FOUND']);
  drop([], { emptyFolders: true }, siteMedia, ['Album/Later']);
  refusals.push({ code: 'RATE_LIMITED', retryAfterMs: 5_000 });
  await clock.advance(1000);
  expect(made).toEqual([]);
  await clock.advance(10_000);
  expect(made).toEqual(['Album', 'Album/Later']);
  expect(refused).toHaveLength(2);
});

test('an empty folder that cannot be had is told once the plan is begun, and the others are made', async () => {
  const long = 'n'.repeat(256);
  const { drop, clock, made, refused, planner } = site([taken]);
  drop([], { emptyFolders: true }, siteMedia, [long]);
  await clock.advance(1000);
  expect(refused).toEqual([`${long}: PATH_TOO_LONG`]);
  drop([file('taken.jpg')], { emptyFolders: true }, siteMedia, [`Album/${long}`, 'Later']);
  await clock.advance(1000);
  expect(refused).toHaveLength(1);
  const session = planner.getBatches()[0]?.session;
  session?.start();
  session?.decide('all', 'skip');
  session?.start();
  await clock.advance(1000);
  expect(refused).toEqual([`${long}: PATH_TOO_LONG`, `Album/${long}: PATH_TOO_LONG`]);
  expect(made).toEqual(['Later']);
});

test('nothing is tried again after the page was left', async () => {
  const { drop, clock, made, refusals, planner } = site();
  refusals.push({ code: 'WIX_UNAVAILABLE' });
  drop([], { emptyFolders: true }, siteMedia, ['Album']);
  await clock.advance(100);
  planner.dispose();
  await clock.advance(60_000);
  expect(made).toEqual([]);
});

test('files for the Inbox go as they are: nobody looks, and no folder is made', async () => {
  const { drop, clock, sent, made } = site([taken]);
  drop([file('taken.jpg'), file('Album/a.jpg'), file('.DS_Store')], {}, { kind: 'inbox-media' });
  await clock.advance(1000);
  expect(sent()).toEqual(['taken.jpg', 'a.jpg']);
  expect(made).toEqual([]);
});

test('giving a plan up cancels what has not begun, and only that', async () => {
  const { drop, clock, rows, planner } = site([taken]);
  drop([file('new.jpg'), file('taken.jpg')]);
  await clock.advance(1000);
  const batch = planner.getBatches()[0];
  batch?.session.start();
  await clock.advance(1000);
  if (batch) planner.cancel(batch);
  expect(rows()).toEqual(['new.jpg sending', 'taken.jpg cancelled']);
  expect(planner.getBatches()).toEqual([]);
});

test('giving a plan up leaves nothing of it behind as failed, and touches no other plan of the same batch', async () => {
  const { drop, clock, rows, planner } = site([taken]);
  const batchId = drop([file('taken.jpg'), file('empty.jpg', 0)]);
  await clock.advance(1000);
  drop([file('sub/taken.jpg'), file('sub/void.jpg', 0)], { show: 'always' }, siteMedia, [], batchId);
  await clock.advance(1000);
  expect(rows()).toEqual(['taken.jpg queued', 'empty.jpg failed', 'taken.jpg queued', 'void.jpg failed']);
  const [first] = planner.getBatches();
  if (first) planner.cancel(first);
  await clock.advance(1000);
  expect(rows()).toEqual(['taken.jpg cancelled', 'taken.jpg queued', 'void.jpg failed']);
});

test('giving a plan up while its files are still being listed cancels those to come too', async () => {
  const { drop, clock, rows, planner } = site();
  drop([file('a.jpg'), file('b.jpg')]);
  const batch = planner.getBatches()[0];
  if (batch) planner.cancel(batch);
  await clock.advance(1000);
  expect(rows()).toEqual(['a.jpg cancelled', 'b.jpg cancelled']);
});

test('when everything that is asked about was cancelled in the list, there is nothing left to ask', async () => {
  const { drop, clock, engine, planner } = site([taken]);
  drop([file('taken.jpg')]);
  await clock.advance(1000);
  engine.cancel('all');
  await clock.advance(1000);
  expect(planner.getBatches()).toEqual([]);
});

test('the plan follows what is cancelled in the list, before it asks and while it does, folders included', async () => {
  const { drop, clock, engine, planner, rows, made } = site([taken]);
  drop([file('Gone/a.jpg'), file('b.jpg'), file('c.jpg'), file('taken.jpg')]);
  const cancel = (name: string) => engine.cancel(engine.getItemIds().filter((id) => engine.getItem(id)?.name === name));
  const figures = () => {
    const state = planner.getBatches()[0]?.session.getState();
    return state?.step === 'asking' ? [state.plan.totals.filesToSend, state.plan.foldersToMake] : state?.step;
  };
  await clock.advance(0);
  cancel('b.jpg');
  await clock.advance(1000);
  expect(figures()).toEqual([2, ['Gone']]);
  cancel('a.jpg');
  await clock.advance(1000);
  expect(figures()).toEqual([1, []]);
  planner.getBatches()[0]?.session.start();
  await clock.advance(1000);
  expect(rows()).toEqual(['a.jpg cancelled', 'b.jpg cancelled', 'c.jpg sending', 'taken.jpg queued']);
  expect(figures()).toEqual([0, []]);
  expect(made).toEqual([]);
});

test('when of a plan only that is left which has failed, there is nothing left to ask, and it stays in the list', async () => {
  const { drop, clock, engine, planner, rows, stocks } = site([taken]);
  drop([file('taken.jpg'), file('empty.jpg', 0)]);
  await clock.advance(1000);
  engine.cancel('all');
  await clock.advance(1000);
  expect(planner.getBatches()).toEqual([]);
  expect(rows()).toEqual(['taken.jpg cancelled', 'empty.jpg failed']);
  expect(engine.getSummary().held).toBe(0);
  expect(stocks).toMatchObject([{ found: 2, took: 2 }]);
});

test('a plan that somebody wants to see stays open for a file that has failed, as long as nothing was cancelled', async () => {
  const { drop, clock, planner } = site();
  drop([file('empty.jpg', 0)], { show: 'always' });
  await clock.advance(1000);
  expect(planner.getBatches()).toHaveLength(1);
});

test('a second drop does not wait for the answers of the first', async () => {
  const { drop, clock, sent, planner } = site([taken]);
  drop([file('taken.jpg')]);
  await clock.advance(1000);
  drop([file('new.jpg')]);
  await clock.advance(1000);
  expect(sent()).toEqual(['new.jpg']);
  expect(planner.getBatches()).toHaveLength(1);
});

test('what is dropped again while it is on its way is not sent twice, unless somebody wants it twice', async () => {
  const { drop, clock, rows, sent, planner, engine } = site();
  const tree = () => [file('Album/a.jpg'), file('Album/b.jpg'), file('c.jpg')];
  drop(tree());
  await clock.advance(1000);
  expect(sent()).toHaveLength(3);
  drop([...tree(), file('d.jpg')]);
  await clock.advance(1000);
  const session = planner.getBatches()[0]?.session;
  expect(session?.getState()).toMatchObject({
    step: 'asking',
    plan: { totals: { filesToSend: 1, files: { skip: 3 } } },
  });
  session?.decide(new Set([1]), 'keep-both');
  session?.decide(new Set([2]), 'replace');
  session?.start();
  await clock.advance(1000);
  expect(rows().slice(3)).toEqual(['a.jpg skipped', 'b.jpg sending', 'c.jpg skipped', 'd.jpg sending']);
  expect(sent().slice(3)).toEqual(['b (2).jpg', 'd.jpg']);
  const skipped = engine.getItemIds()[3] ?? '';
  expect(engine.getItem(skipped)?.state).toEqual({ status: 'skipped', failure: { code: 'ALREADY_IN_LIST' } });
});

test('of two drops at one moment the first is sent and the second is asked about', async () => {
  const { drop, clock, sent, planner } = site();
  drop([file('a.jpg')]);
  drop([file('a.jpg')]);
  await clock.advance(1000);
  expect(sent()).toEqual(['a.jpg']);
  expect(planner.getBatches().map(({ session }) => session.getState())).toMatchObject([
    { step: 'asking', plan: { totals: { files: { skip: 1 } } } },
  ]);
});

test('another file of a name that is on its way gets another name; what was cancelled, or goes elsewhere, is in nobody’s way', async () => {
  const { drop, clock, sent, engine } = site();
  drop([file('a.jpg'), file('b.jpg')]);
  drop([file('c.jpg')], {}, { kind: 'site-media', folderId: 'elsewhere' });
  await clock.advance(1000);
  engine.cancel([engine.getItemIds()[1] ?? '']);
  drop([file('a.jpg', 200), file('b.jpg'), file('c.jpg')]);
  await clock.advance(1000);
  expect(sent().slice(3).sort()).toEqual(['a (2).jpg', 'b.jpg', 'c.jpg']);
});

test('ten thousand files, half of them there, send exactly the other half', async () => {
  const there = Array.from({ length: 5000 }, (_, n) => ({ id: `${n}`, name: `${n}.jpg`, sizeInBytes: 100 }));
  const { drop, clock, engine } = site(there);
  drop(
    Array.from({ length: 10_000 }, (_, n) => file(`${n}.jpg`)),
    { sameName: 'skip' },
  );
  await clock.advance(1000);
  const { byStatus, total } = engine.getSummary();
  expect(total).toBe(10_000);
  expect(byStatus.skipped).toBe(5000);
  expect(byStatus.failed + byStatus.cancelled).toBe(0);
});
