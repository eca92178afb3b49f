import { expect, test } from 'vitest';
import { type Destination, FailureError } from '#upload-engine';
import { createPages, onDisk, siteMedia, type World } from './support/pages.ts';

const wedding = () => onDisk('Wedding/1.jpg', 'Wedding/2.jpg', 'Wedding/3.jpg', 'Wedding/4.jpg');

const isFailed = (world: World, batchId: string, path: string) =>
  world.ledger.items(batchId).some((item) => item.path === path && item.state === 'failed');

/** A page with four files of which none arrives. */
async function hangingPage(options = {}) {
  const world = createPages();
  world.wix.accepts = false;
  const disk = wedding();
  const page = world.openPage(options);
  const batchId = page.engine.add(page.sources(disk), siteMedia);
  await world.clock.advance(10_000);
  return { world, disk, page, batchId };
}

test('a folder that is dropped twice to go on is recognised the second time as well, also when nothing is missing', async () => {
  const { world, disk, page, batchId } = await hangingPage();
  page.kill();
  const again = world.openPage();
  await again.ledger.refresh();
  await world.takenOver(again.ledger.continueWith(batchId, again.sources(disk), { takeOver: true }));
  await world.clock.advance(2_000);
  expect(again.ledger.getOpenBatches()).toEqual([]);
  expect(await again.ledger.recognise(again.sources(disk))).toMatchObject([{ batch: { batchId } }]);
  await again.ledger.continueWith(batchId, again.sources(disk));
  await world.clock.advance(2_000);
  expect(again.engine.getSummary().total).toBe(4);
});

test('the same folder dropped again into the page that began with it is a new upload', async () => {
  const { disk, page } = await hangingPage();
  await page.ledger.refresh();
  expect(await page.ledger.recognise(page.sources(disk))).toEqual([]);
});

test('what went on by itself is named with the number of its files', async () => {
  const { world, page, batchId } = await hangingPage({ storage: true });
  page.kill();
  const again = world.openPage({ storage: true });
  await again.ledger.refresh();
  expect(again.ledger.getGoingOn()).toEqual([]);
  await world.clock.advance(60_000);
  expect(again.ledger.getGoingOn()).toEqual([{ batchId, label: 'Wedding', count: 4 }]);
});

test('a page from which a batch was taken lists it with who has it, until it has it back', async () => {
  const { world, disk, page, batchId } = await hangingPage();
  await page.ledger.refresh();
  expect(page.ledger.getOpenBatches()).toEqual([]);
  const second = world.openPage();
  await world.takenOver(second.ledger.continueWith(batchId, second.sources(disk), { takeOver: true }));
  await world.clock.advance(15_000);
  expect(page.ledger.getOpenBatches()).toMatchObject([{ batchId, canContinue: false, driver: { userId: 'user' } }]);
  await world.takenOver(page.ledger.takeOver(batchId));
  await world.clock.advance(15_000);
  expect(page.ledger.getOpenBatches()).toEqual([]);
  expect(second.ledger.getOpenBatches()).toMatchObject([{ batchId, canContinue: false }]);
});

test('whoever takes over a batch without its files is asked for them', async () => {
  const { world, batchId } = await hangingPage();
  const second = world.openPage();
  await second.ledger.refresh();
  await world.takenOver(second.ledger.takeOver(batchId));
  expect(second.ledger.getOpenBatches()).toMatchObject([
    { batchId, canContinue: true, driver: 'this-page', toSend: 4 },
  ]);
});

test('while a page goes on with some of the files, the list says how far the batch is, and what is missing still', async () => {
  const { world, disk, page, batchId } = await hangingPage();
  page.kill();
  await world.clock.advance(30_000);
  const again = world.openPage();
  await again.ledger.continueWith(batchId, again.sources(disk.slice(1)));
  await world.clock.advance(1_000);
  expect(again.ledger.getOpenBatches()).toMatchObject([{ total: 4, done: 0, toSend: 1 }]);
  world.wix.accepts = true;
  again.engine.retry('all');
  await world.clock.advance(60_000);
  expect(again.engine.getSummary().byStatus.ready).toBe(3);
  expect(again.ledger.getOpenBatches()).toMatchObject([{ total: 4, done: 3, toSend: 1 }]);
});

test('a failed file that was not brought again is counted once, as failed, and is what forgetting gives up', async () => {
  const { world, disk, page, batchId } = await hangingPage();
  for (const sending of page.sendings) sending.outcome.reject(new Error('boom'));
  await world.clock.advance(2_000);
  const failed = page.engine.getSummary().byStatus.failed;
  expect(failed).toBeGreaterThan(1);
  const brought = world.ledger.items(batchId).find(({ state }) => state === 'failed')?.path;
  page.engine.dispose();
  await page.ledger.dispose();
  const again = world.openPage();
  await again.ledger.refresh();
  expect(again.ledger.getOpenBatches()).toMatchObject([{ total: 4, toSend: 4 - failed, failed, missing: 4 }]);
  const picked = disk.filter(({ path }) => path === brought || !isFailed(world, batchId, path));
  world.wix.accepts = true;
  await again.ledger.continueWith(batchId, again.sources(picked));
  await world.clock.advance(60_000);
  expect(again.ledger.getOpenBatches()).toMatchObject([
    { total: 4, done: 4 - failed, toSend: 0, failed, missing: failed - 1 },
  ]);
  again.engine.retry('all');
  await world.clock.advance(60_000);
  expect(again.ledger.getOpenBatches()).toMatchObject([
    { total: 4, done: 5 - failed, toSend: 0, failed: failed - 1, missing: failed - 1 },
  ]);
  expect(await again.ledger.forget(batchId)).toBeUndefined();
  await world.clock.advance(10_000);
  expect(again.ledger.getOpenBatches()).toEqual([]);
});

/** A page with four files that all failed, and were copied before where the browser may store. */
async function failedPage(options = {}) {
  const hanging = await hangingPage(options);
  const { world, page } = hanging;
  while (page.engine.getSummary().byStatus.failed < 4) {
    for (const sending of page.sendings) sending.outcome.reject(new Error('boom'));
    await world.clock.advance(2_000);
  }
  const leave = async () => {
    page.engine.dispose();
    await page.ledger.dispose();
    const again = world.openPage(options);
    await again.ledger.refresh();
    return again;
  };
  return { ...hanging, leave };
}

test('failures that were taken off the list are no unfinished upload any more, and nothing of them is kept', async () => {
  const { world, page, batchId, leave } = await failedPage({ storage: true });
  expect(world.kept.size).toBe(4);
  page.engine.remove('all');
  expect((await leave()).ledger.getOpenBatches()).toEqual([]);
  await world.clock.advance(2_000);
  expect(world.kept.size).toBe(0);
  expect(world.ledger.items(batchId).map(({ state, failure }) => `${state} ${failure?.code}`)).toEqual(
    Array(4).fill('failed INTERNAL'),
  );
});

test('where only some failures were taken off the list the others still wait, and the same folder brings back only these', async () => {
  const { world, disk, page, batchId, leave } = await failedPage();
  page.engine.remove([page.item('Wedding/1.jpg').id, page.item('Wedding/2.jpg').id]);
  const again = await leave();
  expect(again.ledger.getOpenBatches()).toMatchObject([{ batchId, total: 2, failed: 2, missing: 2 }]);
  const result = await again.ledger.continueWith(batchId, again.sources(disk));
  expect(result).toMatchObject({ counts: { known: 4, failed: 2, leftOut: 2, missing: 0 } });
  world.wix.accepts = true;
  again.engine.retry('all');
  await world.clock.advance(60_000);
  expect(again.states()).toEqual({ 'Wedding/3.jpg': 'ready', 'Wedding/4.jpg': 'ready' });
});

test('what is taken off the list while another page drives is written once this one drives again', async () => {
  const { world, page, batchId, leave } = await failedPage();
  const other = world.ledger.takenByOther(batchId);
  await world.clock.advance(15_000);
  page.engine.remove('all');
  await world.clock.advance(5_000);
  expect(world.ledger.items(batchId).some(({ dismissed }) => dismissed)).toBe(false);
  world.ledger.releaseOther(other);
  await world.clock.advance(15_000);
  expect((await leave()).ledger.getOpenBatches()).toEqual([]);
});

test('a page does not look at the list because of what it does itself', async () => {
  const { world, page, batchId } = await hangingPage();
  const looks = () => world.ledger.calls.filter(({ method }) => method === 'listOpenBatches').length;
  const before = looks();
  page.ledger.hear({ type: 'batch-changed', batchId });
  await world.clock.advance(5_000);
  expect(looks()).toBe(before);
  page.ledger.hear({ type: 'batch-changed', batchId: '10000000-0000-4000-8000-00000000000f' });
  await world.clock.advance(5_000);
  expect(looks()).toBe(before + 1);
});

test('a batch that does not load keeps neither the list nor the other batches back, and is tried again', async () => {
  const { world, disk, page, batchId } = await hangingPage();
  const otherDisk = onDisk('Party/1.jpg');
  const otherId = page.engine.add(page.sources(otherDisk), siteMedia);
  await world.clock.advance(2_000);
  const second = world.openPage();
  await world.takenOver(second.ledger.continueWith(batchId, second.sources(disk), { takeOver: true }));
  await world.takenOver(second.ledger.continueWith(otherId, second.sources(otherDisk), { takeOver: true }));
  await world.clock.advance(15_000);
  expect(page.ledger.getOpenBatches().map((view) => view.batchId)).toEqual([batchId, otherId]);

  const { loadBatch } = world.ledger;
  world.ledger.loadBatch = (request, signal) =>
    request.batchId === batchId
      ? Promise.reject(new FailureError({ code: 'SERVER_UNAVAILABLE' }))
      : loadBatch(request, signal);
  world.wix.accepts = true;
  second.engine.retry('all');
  await world.clock.advance(60_000);
  expect(Object.values(second.states())).toEqual(['ready', 'ready', 'ready', 'ready', 'ready']);
  expect(page.ledger.getOpenBatches()).toEqual([]);
  expect(page.item('Party/1.jpg').state.status).toBe('ready');
  expect(page.item('Wedding/1.jpg').state.status).toBe('waiting');

  world.ledger.loadBatch = loadBatch;
  await world.clock.advance(15_000);
  expect(page.item('Wedding/1.jpg').state.status).toBe('ready');
});

const elsewhere = { kind: 'site-media', folderId: 'elsewhere' } as const;
const pathsOf = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path);

/** A batch whose page died, and the next page, to which some of its files are brought with others. */
async function bringAlong(
  begunWith: readonly string[],
  brought: readonly string[],
  chosen: Destination,
  { below = '', emptyFolders }: { below?: string; emptyFolders?: readonly string[] } = {},
) {
  const world = createPages();
  world.wix.accepts = false;
  const disk = onDisk(...begunWith);
  const page = world.openPage();
  const batchId = page.engine.add(page.sources(disk), siteMedia);
  await world.clock.advance(10_000);
  page.kill();
  await world.clock.advance(60_000);
  const again = world.openPage();
  const files = again
    .sources([...disk, ...onDisk(...brought)])
    .map((source) => ({ ...source, path: `${below}${source.path}` }));
  const options = { chosen, ...(emptyFolders === undefined ? {} : { emptyFolders }) };
  const result = await again.ledger.continueWith(batchId, files, options);
  if (result.kind !== 'continued') throw new Error(result.kind);
  const { freshFolders, apartFolders, counts } = result;
  return { fresh: pathsOf(result.fresh), apart: pathsOf(result.apart), freshFolders, apartFolders, counts };
}

test('a loose new file goes with a batch only where both have the same destination', async () => {
  const loose = ['1.jpg', '2.jpg', '3.jpg'];
  expect(await bringAlong(loose, ['song.mp3'], siteMedia)).toMatchObject({
    fresh: ['song.mp3'],
    apart: [],
    counts: { known: 3, added: 1, apart: 0 },
  });
  expect(await bringAlong(loose, ['song.mp3'], elsewhere)).toMatchObject({
    fresh: [],
    apart: ['song.mp3'],
    counts: { known: 3, added: 0, apart: 1 },
  });
  expect(await bringAlong(loose, ['song.mp3'], { kind: 'inbox-media' })).toMatchObject({ apart: ['song.mp3'] });
});

test('a new file out of a folder of the batch goes with it wherever it was dropped for; out of another it does not', async () => {
  const folder = ['Wedding/1.jpg', 'Wedding/2.jpg'];
  const brought = ['Wedding/Party/new.jpg', 'Holiday/new.jpg', 'new.jpg'];
  expect(await bringAlong(folder, brought, elsewhere)).toMatchObject({
    fresh: ['Wedding/Party/new.jpg'],
    apart: ['Holiday/new.jpg', 'new.jpg'],
  });
});

test('an empty folder goes where a new file in it would go, under the path that it has in the batch', async () => {
  const folder = ['Wedding/1.jpg', 'Wedding/2.jpg'];
  const emptyFolders = ['Wedding/Later', 'Holiday/Later', 'Later', 'Wedding'];
  expect(await bringAlong(folder, [], elsewhere, { emptyFolders })).toMatchObject({
    freshFolders: ['Wedding/Later', 'Wedding'],
    apartFolders: ['Holiday/Later', 'Later'],
  });
  expect(await bringAlong(folder, [], siteMedia, { emptyFolders })).toMatchObject({
    freshFolders: emptyFolders,
    apartFolders: [],
  });
  const inDrop = ['Photos', 'Photos/2024', 'Photos/2024/Wedding/Cafe\u0301'];
  expect(await bringAlong(folder, [], siteMedia, { below: 'Photos/2024/', emptyFolders: inDrop })).toMatchObject({
    freshFolders: ['Wedding/Caf\u00e9'],
    apartFolders: [],
  });
  expect(await bringAlong(folder, [], elsewhere)).toMatchObject({ freshFolders: undefined, apartFolders: undefined });
});
