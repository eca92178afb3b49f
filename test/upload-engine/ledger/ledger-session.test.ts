import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ContinueResult, type Destination, FailureError } from '#upload-engine';
import { createPages, onDisk, type Page, siteMedia, type World } from './support/pages.ts';

const wedding = () => onDisk('Wedding/1.jpg', 'Wedding/2.jpg', 'Wedding/3.jpg', 'Wedding/4.jpg');

/** A page with four files, two of which Wix has, and two that hang on the way. */
async function fourHalfDone(world: World, options = {}) {
  const disk = wedding();
  const page = world.openPage(options);
  world.wix.accepts = false;
  const batchId = page.engine.add(page.sources(disk), siteMedia);
  await world.clock.advance(1_000);
  for (const sending of page.sendings.slice(0, 2)) {
    world.stored.push(sending.path);
    sending.outcome.resolve({
      id: `file ${world.stored.length}`,
      displayName: '',
      url: '',
      hash: '',
      sizeInBytes: 100,
      mediaType: 'IMAGE',
      operationStatus: 'PENDING',
    });
  }
  await world.clock.advance(5_000);
  return { disk, page, batchId };
}

/** What the page does with files that are new to the batch, where there is nothing to ask about them. */
function addFresh({ engine }: Page, batchId: string, result: ContinueResult) {
  if (result.kind === 'continued') engine.add(result.fresh, result.destination, { batchId });
}

test('what is added is written down, sent, verified and ready', async () => {
  const world = createPages();
  const page = world.openPage();
  const batchId = page.engine.add(page.sources(wedding()), siteMedia);
  await world.clock.advance(10_000);
  expect(page.states()).toEqual({
    'Wedding/1.jpg': 'ready',
    'Wedding/2.jpg': 'ready',
    'Wedding/3.jpg': 'ready',
    'Wedding/4.jpg': 'ready',
  });
  expect(world.ledger.items(batchId).map(({ state }) => state)).toEqual(['ready', 'ready', 'ready', 'ready']);
  expect(page.item('Wedding/1.jpg').state).toMatchObject({ file: { verification: 'verified' } });
  expect(page.ledger.getOpenBatches()).toEqual([]);
});

test('after a reload the page says what is done, and the same folder again sends only the rest', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  page.engine.dispose();
  await page.ledger.dispose();

  const again = world.openPage();
  await again.ledger.refresh();
  expect(again.ledger.getOpenBatches()).toMatchObject([
    { batchId, label: 'Wedding', total: 4, done: 2, toSend: 2, canContinue: true, driver: 'nobody' },
  ]);
  world.wix.accepts = true;
  const result = await again.ledger.continueWith(batchId, again.sources([...disk, ...onDisk('Wedding/new.jpg')]));
  expect(result).toMatchObject({
    kind: 'continued',
    counts: { total: 4, known: 4, done: 2, toSend: 2, added: 1, changed: 0, missing: 0 },
  });
  addFresh(again, batchId, result);
  await world.clock.advance(10_000);
  expect(Object.values(again.states())).toEqual(['ready', 'ready', 'ready', 'ready', 'ready']);
  expect(world.stored.toSorted()).toEqual([...disk.map(({ path }) => path), 'Wedding/new.jpg'].toSorted());
  expect(world.ledger.items(batchId)).toHaveLength(5);
  expect(again.engine.getSummary()).toMatchObject({ total: 5, bytesTotal: 500, bytesSent: 500 });
});

test('files that are not in the drop stay open and are named; another drop brings them', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  page.engine.dispose();
  await page.ledger.dispose();
  world.wix.accepts = true;
  const again = world.openPage();
  const unsent = disk.filter(({ path }) => !world.stored.includes(path));
  const result = await again.ledger.continueWith(batchId, again.sources(unsent.slice(0, 1)));
  expect(result).toMatchObject({ kind: 'continued', missing: [unsent[1]?.path], counts: { missing: 1 } });
  await world.clock.advance(10_000);
  expect(again.ledger.getOpenBatches()).toMatchObject([{ batchId, toSend: 1 }]);
  await again.ledger.continueWith(batchId, again.sources(unsent.slice(1)));
  await world.clock.advance(10_000);
  expect(again.ledger.getOpenBatches()).toEqual([]);
  expect(world.stored.toSorted()).toEqual(disk.map(({ path }) => path));
});

test('a file that changed meanwhile is sent as a new one, and the old one is closed with the reason', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  page.engine.dispose();
  await page.ledger.dispose();
  world.wix.accepts = true;
  const again = world.openPage();
  const changed = disk.filter(({ path }) => !world.stored.includes(path))[0];
  if (!changed) throw new Error('everything was sent');
  changed.content = 'something else';
  changed.lastModified = 9_999;
  const result = await again.ledger.continueWith(batchId, again.sources(disk));
  expect(result).toMatchObject({ counts: { known: 3, changed: 1, missing: 0 }, changed: [changed.path] });
  addFresh(again, batchId, result);
  await world.clock.advance(10_000);
  expect(world.ledger.items(batchId).filter(({ path }) => path === changed.path)).toMatchObject([
    { state: 'skipped', failure: { code: 'FILE_CHANGED' } },
    { state: 'ready' },
  ]);
});

test('a file that failed because it changed, picked again, closes the failed one and is new to its batch', async () => {
  const world = createPages();
  const page = world.openPage();
  const disk = onDisk('W/changing.jpg', 'W/steady.jpg');
  world.wix.accepts = false;
  const batchId = page.engine.add(page.sources(disk), siteMedia);
  await world.clock.advance(1_000);
  for (const { outcome } of page.sendings) outcome.reject(new FailureError({ code: 'FILE_CHANGED' }));
  await world.clock.advance(5_000);
  expect(page.states()).toEqual({ 'W/changing.jpg': 'failed', 'W/steady.jpg': 'failed' });
  const [changing] = disk;
  if (changing) Object.assign(changing, { content: 'another one', lastModified: 9_999 });
  world.wix.accepts = true;
  const result = await page.ledger.continueWith(batchId, page.sources(disk));
  expect(result).toMatchObject({ kind: 'continued', fresh: [{ path: 'W/changing.jpg' }] });
  expect(page.item('W/changing.jpg').state).toEqual({ status: 'skipped', failure: { code: 'FILE_CHANGED' } });
  addFresh(page, batchId, result);
  await world.clock.advance(10_000);
  expect(page.engine.getSummary()).toMatchObject({ total: 3, byStatus: { ready: 2, skipped: 1, failed: 0 } });
  expect(world.ledger.items(batchId).map(({ path, state }) => [path, state])).toEqual([
    ['W/changing.jpg', 'skipped'],
    ['W/steady.jpg', 'ready'],
    ['W/changing.jpg', 'ready'],
  ]);
});

test('what was decided about each file holds after a reload; what nobody decided about is new', async () => {
  const world = createPages();
  const page = world.openPage();
  world.wix.accepts = false;
  const disk = onDisk('W/skipped.jpg', 'W/both.jpg', 'W/replacing.jpg', 'W/undecided.jpg');
  const ids: string[] = [];
  const batchId = page.engine.add(page.sources(disk), siteMedia, { held: true, onItem: (id) => ids.push(id) });
  await world.clock.advance(1_000);
  const [skipped = '', both = '', replacing = ''] = ids;
  page.engine.settle([
    [skipped, { action: 'skip', failure: { code: 'NAME_TAKEN' } }],
    [both, { action: 'send', sentAs: 'both (2).jpg' }],
    [replacing, { action: 'send', replaces: 'old' }],
  ]);
  await world.clock.advance(5_000);
  page.engine.dispose();
  await page.ledger.dispose();

  const again = world.openPage();
  await again.ledger.refresh();
  world.wix.accepts = true;
  const result = await again.ledger.continueWith(batchId, again.sources(disk));
  expect(result).toMatchObject({
    counts: { total: 3, known: 3, toSend: 2, leftOut: 1, added: 1 },
    fresh: [{ path: 'W/undecided.jpg' }],
    destination: siteMedia,
  });
  await world.clock.advance(60_000);
  expect(world.stored.toSorted()).toEqual(['W/both.jpg', 'W/replacing.jpg']);
  expect(again.sendings.map(({ job }) => job.fileName).toSorted()).toEqual(['both (2).jpg', 'replacing.jpg']);
  expect(again.item('W/replacing.jpg')).toMatchObject({ replaces: 'old', state: { status: 'ready' } });
  expect(world.ledger.trashed).toEqual(['old']);
});

test('a drop anywhere is recognised as the rest of a batch when most of it belongs there', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  page.engine.dispose();
  await page.ledger.dispose();
  const again = world.openPage();
  await again.ledger.refresh();
  const others = onDisk('Holiday/1.jpg', 'Holiday/2.jpg', 'Holiday/3.jpg', 'Holiday/4.jpg');
  const recognise = async (files: typeof disk) =>
    (await again.ledger.recognise(again.sources(files))).map(({ batch, files: { length } }) => [batch.batchId, length]);
  expect(await recognise([...disk.slice(0, 2), ...others.slice(3)])).toEqual([[batchId, 3]]);
  expect(await recognise([...disk.slice(0, 2), ...others])).toEqual([]);
  // All that there is of it lies among others, as in the folder above it.
  expect(await recognise([...disk, ...others, ...onDisk('5.jpg')])).toEqual([[batchId, 9]]);
  expect(again.engine.getSummary().total).toBe(0);
});

test('of several batches in one drop each is recognised with its files, and what is new is with the largest', async () => {
  const world = createPages();
  world.wix.accepts = false;
  const page = world.openPage();
  const albums = [onDisk('A/1.jpg', 'A/2.jpg', 'A/3.jpg'), onDisk('B/1.jpg', 'B/2.jpg'), onDisk('C/1.jpg', 'C/2.jpg')];
  const batchIds = albums.map((files) => page.engine.add(page.sources(files), siteMedia));
  const inbox = onDisk('D/1.jpg');
  const elsewhere = page.engine.add(page.sources(inbox), { kind: 'inbox-media' });
  await world.clock.advance(10_000);
  page.kill();
  const again = world.openPage();
  await again.ledger.refresh();
  const dropped = again.sources([...albums.flat().toReversed(), ...onDisk('new.jpg'), ...inbox]);
  const recognise = async (...chosen: readonly Destination[]) =>
    (await again.ledger.recognise(dropped, ...chosen)).map(({ batch, files }) => ({
      batchId: batch.batchId,
      paths: files.map(({ path }) => path).toSorted(),
    }));
  const [a, b, c] = batchIds;
  const all = await recognise();
  expect(all[0]).toEqual({ batchId: a, paths: ['A/1.jpg', 'A/2.jpg', 'A/3.jpg', 'new.jpg'] });
  expect(new Set(all.slice(1).map(({ batchId }) => batchId))).toEqual(new Set([b, c, elsewhere]));
  expect(all.flatMap(({ paths }) => paths)).toHaveLength(dropped.length);
  expect((await recognise(siteMedia)).map(({ batchId }) => batchId)).toHaveLength(3);
  expect((await recognise({ kind: 'inbox-media' })).map(({ batchId }) => batchId)).toEqual([elsewhere]);
  expect(await recognise({ kind: 'site-media', folderId: 'another' })).toEqual([]);
});

test('what another upload brought to its place meanwhile is not sent', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  page.engine.dispose();
  await page.ledger.dispose();
  const [twin] = world.ledger.items(batchId).filter(({ state }) => state === 'queued' || state === 'sending');
  if (!twin) throw new Error('nothing is left to send');
  world.ledger.twins.push(twin.uploadId);
  const before = world.stored.length;
  world.wix.accepts = true;
  const again = world.openPage();
  await again.ledger.refresh();
  await again.ledger.continueWith(batchId, again.sources(disk));
  await world.clock.advance(60_000);
  expect(world.ledger.items(batchId).find(({ uploadId }) => uploadId === twin.uploadId)?.state).toBe('skipped');
  expect(again.sendings.map(({ job }) => job.fileName)).not.toContain(twin.name);
  expect(world.stored.length).toBe(before + 1);
});

test('other files do nothing to a batch, and leave it free', async () => {
  const world = createPages();
  const { page, batchId } = await fourHalfDone(world);
  page.engine.dispose();
  await page.ledger.dispose();
  const again = world.openPage();
  expect(await again.ledger.continueWith(batchId, again.sources(onDisk('Holiday/1.jpg')))).toEqual({
    kind: 'other-files',
  });
  await again.ledger.refresh();
  expect(again.ledger.getOpenBatches()).toMatchObject([{ driver: 'nobody' }]);
  expect(again.engine.getSummary().total).toBe(0);
});

test('a page that died keeps its batch until its lease has run out; then it is free by itself', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  page.kill();
  const again = world.openPage();
  await again.ledger.refresh();
  expect(again.ledger.getOpenBatches()).toMatchObject([{ canContinue: false }]);
  expect(await again.ledger.continueWith(batchId, again.sources(disk))).toMatchObject({ kind: 'held' });
  await world.clock.advance(45_000);
  expect(again.ledger.getOpenBatches()).toMatchObject([{ canContinue: true }]);
});

test('a second tab may take over: the first sends nothing more, says so, and goes on when the second is gone', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  const second = world.openPage();
  const taking = second.ledger.continueWith(batchId, second.sources(disk), { takeOver: true });
  expect(await world.takenOver(taking)).toMatchObject({ kind: 'continued' });
  await world.clock.advance(15_000);
  expect(page.ledger.getDriver(batchId)?.kind).toBe('watching');
  expect(Object.values(page.states()).toSorted()).toEqual(['ready', 'ready', 'waiting', 'waiting']);
  expect(page.sendings.slice(2).every(({ signal }) => signal.aborted)).toBe(true);
  page.engine.resume('all');
  page.engine.retry('all');
  const before = page.sendings.length;
  await world.clock.advance(15_000);
  expect(page.sendings).toHaveLength(before);

  second.kill();
  world.wix.accepts = true;
  await world.clock.advance(60_000);
  expect(page.ledger.getDriver(batchId)?.kind).toBe('this-page');
  expect(Object.values(page.states())).toEqual(['ready', 'ready', 'ready', 'ready']);
  expect(new Set(world.stored).size).toBe(world.stored.length);
});

test('while bytes move, a page that nobody tells has stopped before the one that took over begins', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  for (const pauseMs of [0, 700, 1_400]) {
    await world.clock.advance(pauseMs);
    const next = world.openPage();
    const taking = next.ledger.continueWith(batchId, next.sources(disk), { takeOver: true });
    while (next.sendings.length === 0) await world.clock.advance(10);
    expect(page.sendings.slice(2).every(({ signal }) => signal.aborted)).toBe(true);
    await taking;
    next.engine.dispose();
    await next.ledger.dispose();
    await world.clock.advance(30_000);
    expect(page.sendings.filter(({ signal }) => !signal.aborted).length).toBeGreaterThan(2);
  }
});

test('a page from which a batch was taken sees what the other one finished, while that one still has it', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  const second = world.openPage();
  await world.takenOver(second.ledger.continueWith(batchId, second.sources(disk), { takeOver: true }));
  world.wix.accepts = true;
  second.engine.retry('all');
  await world.clock.advance(60_000);
  expect(Object.values(second.states())).toEqual(['ready', 'ready', 'ready', 'ready']);
  await world.clock.advance(30_000);
  expect(page.ledger.getDriver(batchId)?.kind).toBe('watching');
  expect(Object.values(page.states())).toEqual(['ready', 'ready', 'ready', 'ready']);
  expect(page.ledger.getOpenBatches()).toEqual([]);
  const loads = () => world.ledger.calls.filter(({ method }) => method === 'loadBatch').length;
  const before = loads();
  await world.clock.advance(60_000);
  expect(loads()).toBe(before);
});

test('of two pages that take over at the same moment one goes on, and the other is told who', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  page.kill();
  const both = [world.openPage({ live: true }), world.openPage({ live: true })];
  const taking = both.map((each) => each.ledger.continueWith(batchId, each.sources(disk), { takeOver: true }));
  const results = await Promise.all(taking.map(world.takenOver));
  expect(results.map(({ kind }) => kind)).toEqual(['held', 'continued']);
  await world.clock.advance(1_000);
  expect(both.map(({ sendings }) => sendings.length > 0)).toEqual([false, true]);
});

test('what the second tab did is taken over by the first, and not done again', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  const second = world.openPage();
  await world.takenOver(second.ledger.continueWith(batchId, second.sources(disk), { takeOver: true }));
  await world.clock.advance(0);
  page.engine.pause('all');
  world.wix.accepts = true;
  for (const sending of second.sendings) {
    world.stored.push(sending.path);
    sending.outcome.resolve({
      id: `second ${sending.path}`,
      displayName: '',
      url: '',
      hash: '',
      sizeInBytes: 100,
      mediaType: 'IMAGE',
      operationStatus: 'PENDING',
    });
  }
  await world.clock.advance(15_000);
  await world.takenOver(page.ledger.takeOver(batchId));
  await world.clock.advance(15_000);
  expect(second.ledger.getDriver(batchId)?.kind).toBe('watching');
  expect(Object.values(page.states())).toEqual(['ready', 'ready', 'ready', 'ready']);
  expect(world.stored.toSorted()).toEqual(disk.map(({ path }) => path));
});

test('a ticket refused for the lease stops the batch; nothing fails', async () => {
  const world = createPages();
  const page = world.openPage();
  const batchId = page.engine.add(page.sources(wedding()), siteMedia);
  await world.clock.advance(0);
  world.ledger.takenByOther(batchId);
  page.engine.add([], siteMedia);
  await world.clock.advance(2_000);
  expect(page.engine.getSummary().byStatus.failed).toBe(0);
  expect(page.ledger.getDriver(batchId)?.kind).toBe('watching');
});

test('where the browser keeps small files, they go on by themselves after a reload', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world, { storage: true });
  await world.clock.advance(5_000);
  expect(world.kept.size).toBe(2);
  page.kill();
  world.wix.accepts = true;
  const again = world.openPage({ storage: true });
  await again.ledger.refresh();
  await world.clock.advance(60_000);
  expect(Object.values(again.states()).toSorted()).toEqual(['ready', 'ready', 'ready', 'ready']);
  expect(world.stored.toSorted()).toEqual(disk.map(({ path }) => path));
  expect(world.ledger.items(batchId).every(({ state }) => state === 'ready')).toBe(true);
  expect(world.kept.size).toBe(0);
});

test('without storage nothing goes on by itself', async () => {
  const world = createPages();
  const { page } = await fourHalfDone(world);
  page.kill();
  const again = world.openPage();
  await again.ledger.refresh();
  await world.clock.advance(60_000);
  expect(again.engine.getSummary().total).toBe(0);
  expect(again.ledger.getOpenBatches()).toHaveLength(1);
});

test('a stored copy that differs goes again, three times at most', async () => {
  const world = createPages();
  world.wix.verification = 'different';
  const page = world.openPage();
  page.engine.add(page.sources(onDisk('a.jpg')), siteMedia);
  await world.clock.advance(120_000);
  expect(page.item('a.jpg').state).toMatchObject({ status: 'failed', failure: { code: 'STORED_COPY_DIFFERS' } });
  expect(world.stored).toHaveLength(4);
});

test('READY in the upload’s own answer is not believed before the bytes were compared', async () => {
  const world = createPages();
  world.wix.answers = 'READY';
  const page = world.openPage();
  page.engine.add(page.sources(onDisk('a.jpg')), siteMedia);
  await world.clock.advance(100);
  expect(page.item('a.jpg').state.status).toBe('accepted');
  await world.clock.advance(5_000);
  expect(page.item('a.jpg').state).toMatchObject({ status: 'ready', file: { verification: 'verified' } });
});

test('a file that nobody compared before the page died is compared when it is there again, and not sent', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  const done = disk.slice(0, 2).map(({ path }) => path);
  expect(page.item(done[0] ?? '').state).toMatchObject({ file: { verification: 'verified' } });
  page.engine.dispose();
  await page.ledger.dispose();
  world.wix.accepts = true;

  const again = world.openPage();
  await again.ledger.continueWith(batchId, again.sources(disk.slice(2, 3)));
  await world.clock.advance(10_000);
  expect(again.states()[done[0] ?? '']).toBe('ready');
  expect(again.item(done[0] ?? '').state).not.toHaveProperty('file.verification');
  const before = world.ledger.effects.length;

  await again.ledger.continueWith(batchId, again.sources(disk));
  await world.clock.advance(10_000);
  for (const path of done)
    expect(again.item(path).state).toMatchObject({ status: 'ready', file: { verification: 'verified' } });
  const hashed = world.ledger.effects.slice(before).flatMap((each) => (each.type === 'hashed' ? each.uploadId : []));
  expect(hashed).toEqual(expect.arrayContaining(done.map((path) => again.item(path).id)));
  expect(world.stored.toSorted()).toEqual(disk.map(({ path }) => path));
});

test('a batch that is forgotten is closed on the server and gone from the list', async () => {
  const world = createPages();
  const { page, batchId } = await fourHalfDone(world);
  page.engine.dispose();
  await page.ledger.dispose();
  const again = world.openPage();
  await again.ledger.refresh();
  expect(await again.ledger.forget(batchId)).toBeUndefined();
  await world.clock.advance(1_000);
  expect(again.ledger.getOpenBatches()).toEqual([]);
  expect(
    world.ledger
      .items(batchId)
      .map(({ state }) => state)
      .toSorted(),
  ).toEqual(['cancelled', 'cancelled', 'ready', 'ready']);
  const before = world.ledger.calls.length;
  await world.clock.advance(60_000);
  expect(world.ledger.calls).toHaveLength(before);
});

test('a batch that a living page drives is not forgotten behind its back', async () => {
  const world = createPages();
  const { batchId } = await fourHalfDone(world);
  const second = world.openPage();
  expect(await second.ledger.forget(batchId)).toMatchObject({ userId: 'user' });
  expect(world.ledger.items(batchId).filter(({ state }) => state === 'cancelled')).toEqual([]);
});

test('a failed file that is picked again goes again', async () => {
  const world = createPages();
  const { disk, page, batchId } = await fourHalfDone(world);
  for (const sending of page.sendings.slice(2)) sending.outcome.reject(new Error('boom'));
  await world.clock.advance(2_000);
  const failed = page.engine.getSummary().byStatus.failed;
  expect(failed).toBeGreaterThan(0);
  expect(world.ledger.items(batchId).filter(({ state }) => state === 'failed')).toHaveLength(failed);
  page.engine.dispose();
  await page.ledger.dispose();
  world.wix.accepts = true;
  const again = world.openPage();
  expect(await again.ledger.continueWith(batchId, again.sources(disk))).toMatchObject({ counts: { failed } });
  expect(again.engine.getSummary().byStatus.failed).toBe(failed);
  again.engine.retry('all');
  await world.clock.advance(10_000);
  expect(Object.values(again.states())).toEqual(['ready', 'ready', 'ready', 'ready']);
});

type Step =
  | { readonly do: 'open'; readonly takeOver: boolean }
  | { readonly do: 'kill' | 'leave'; readonly index: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'wix'; readonly accepts: boolean }
  | { readonly do: 'server'; readonly weather: 'fine' | 'away' | 'lose-answer' };
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wix' as const), accepts: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('open' as const), takeOver: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('kill' as const, 'leave' as const), index: fc.nat(3) }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 5, 11, 40, 300, 2_000, 40_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('server' as const),
      weather: fc.constantFrom('fine' as const, 'fine' as const, 'away' as const, 'lose-answer' as const),
    }),
  },
);

test('a page that hears of the take-over stops at once', async () => {
  const world = createPages();
  const disk = wedding();
  world.wix.accepts = false;
  const page = world.openPage({ live: true });
  const batchId = page.engine.add(page.sources(disk), siteMedia);
  await world.clock.advance(1_000);
  const second = world.openPage();
  void second.ledger.continueWith(batchId, second.sources(disk), { takeOver: true });
  await world.clock.advance(20);
  expect(page.ledger.getDriver(batchId)?.kind).toBe('watching');
  expect(page.sendings.every(({ signal }) => signal.aborted)).toBe(true);
});

test('whoever opens, takes over, dies or leaves, and whenever: each file is stored once and ready in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 40 }), async (script) => {
      const world = createPages();
      world.wix.remembers = true;
      const disk = onDisk(...Array.from({ length: 12 }, (_, index) => `Wedding/${index}.jpg`));
      const first = world.openPage({ live: true });
      const batchId = first.engine.add(first.sources(disk), siteMedia);
      world.wix.accepts = false;
      await world.clock.advance(1_000);
      const pages: Page[] = [first];
      const settleWithin = (ms: number) => world.clock.advance(ms);
      for (const step of script) {
        if (step.do === 'open') {
          const page = world.openPage({ live: true });
          pages.push(page);
          void page.ledger
            .continueWith(batchId, page.sources(disk), { takeOver: step.takeOver })
            .catch(() => undefined);
        } else if (step.do === 'wait') await settleWithin(step.ms);
        else if (step.do === 'wix') world.wix.accepts = step.accepts;
        else if (step.do === 'server') world.ledger.weather = step.weather;
        else {
          const [page] = pages.splice(step.index, 1);
          if (step.do === 'kill') page?.kill();
          else if (page) {
            page.engine.dispose();
            void page.ledger.dispose();
          }
        }
      }
      world.ledger.weather = 'fine';
      world.wix.accepts = true;
      await settleWithin(60_000);
      const last = world.openPage({ live: true });
      const result = await world.takenOver(last.ledger.continueWith(batchId, last.sources(disk), { takeOver: true }));
      await settleWithin(120_000);
      expect(world.ledger.items(batchId).map(({ state }) => state)).toEqual(disk.map(() => 'ready'));
      // A batch that was finished already is nothing to go on with.
      if (result.kind === 'continued') expect(Object.values(last.states())).toEqual(disk.map(() => 'ready'));
      expect(world.stored.toSorted()).toEqual(disk.map(({ path }) => path).toSorted());
    }),
    { numRuns: 60 },
  );
}, 60_000);
