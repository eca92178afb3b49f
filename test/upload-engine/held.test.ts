import { expect, test } from 'vitest';
import type { ItemId } from '#upload-engine';
import { createWorld, fakeFile, siteMedia } from './support/scripted-world.ts';

function hold(names: readonly string[]) {
  const world = createWorld();
  const ids = new Map<string, ItemId>();
  const files = names.map((name) => fakeFile(name, 100));
  const batchId = world.engine.add(files, siteMedia, { held: true, onItem: (id, { name }) => ids.set(name, id) });
  const id = (name: string): ItemId => ids.get(name) ?? '';
  return { ...world, batchId, id };
}

test('held files are listed and measured, and nothing is asked for or sent', async () => {
  const { engine, clock, id, status, ticketCalls } = hold(['a.jpg', 'b.jpg']);
  await clock.advance(60_000);
  expect(engine.getSummary()).toMatchObject({ total: 2, held: 2, bytesTotal: 200, isBusy: false });
  expect([status(id('a.jpg')), status(id('b.jpg'))]).toEqual(['queued', 'queued']);
  expect(ticketCalls).toEqual([]);
});

test('a verdict lets one go, under the name decided, skips another and refuses the third', async () => {
  const { engine, clock, id, item, status, ticketCalls, latest } = hold(['a.jpg', 'b.jpg', 'c.exe', 'd.jpg']);
  await clock.advance(100);
  engine.settle([
    [id('a.jpg'), { action: 'send', sentAs: 'a (2).jpg' }],
    [id('b.jpg'), { action: 'skip', failure: { code: 'ALREADY_THERE' } }],
    [id('c.exe'), { action: 'refuse', failure: { code: 'UNSUPPORTED_FILE_FORMAT' } }],
  ]);
  await clock.advance(100);
  expect(ticketCalls.flat().map(({ fileName }) => fileName)).toEqual(['a (2).jpg']);
  expect(latest().job.fileName).toBe('a (2).jpg');
  expect(item(id('a.jpg'))).toMatchObject({ name: 'a.jpg', sentAs: 'a (2).jpg' });
  expect(item(id('b.jpg')).state).toEqual({ status: 'skipped', failure: { code: 'ALREADY_THERE' } });
  expect(item(id('c.exe')).state).toEqual({ status: 'failed', failure: { code: 'UNSUPPORTED_FILE_FORMAT' } });
  expect(status(id('d.jpg'))).toBe('queued');
});

test('resuming lets no held file go', async () => {
  const { engine, clock, id, status, ticketCalls } = hold(['a.jpg']);
  await clock.advance(100);
  engine.pause('all');
  engine.resume('all');
  engine.sendNext('all');
  await clock.advance(1000);
  expect(status(id('a.jpg'))).toBe('queued');
  expect(ticketCalls).toEqual([]);
});

test('a paused file that is let go stays paused until it is resumed; one that is skipped is over', async () => {
  const { engine, clock, id, status, ticketCalls } = hold(['a.jpg', 'b.jpg']);
  await clock.advance(100);
  engine.pause('all');
  engine.settle([
    [id('a.jpg'), { action: 'send' }],
    [id('b.jpg'), { action: 'skip', failure: { code: 'NAME_TAKEN' } }],
  ]);
  await clock.advance(1000);
  expect([status(id('a.jpg')), status(id('b.jpg'))]).toEqual(['paused', 'skipped']);
  engine.resume('all');
  await clock.advance(1000);
  expect(ticketCalls.flat()).toHaveLength(1);
});

test('a cancelled file stays cancelled whatever is decided, and a verdict counts once', async () => {
  const { engine, clock, id, status, sendings } = hold(['a.jpg', 'b.jpg']);
  await clock.advance(100);
  engine.cancel([id('a.jpg')]);
  engine.settle([
    [id('a.jpg'), { action: 'send' }],
    [id('b.jpg'), { action: 'send' }],
    [id('b.jpg'), { action: 'skip', failure: { code: 'NAME_TAKEN' } }],
  ]);
  await clock.advance(1000);
  expect(status(id('a.jpg'))).toBe('cancelled');
  expect(sendings.map(({ job }) => job.fileName)).toEqual(['b.jpg']);
});

test('a refused file can be tried all the same: Wix decides', async () => {
  const { engine, clock, id, sendings } = hold(['a.exe']);
  await clock.advance(100);
  engine.settle([[id('a.exe'), { action: 'refuse', failure: { code: 'UNSUPPORTED_FILE_FORMAT' } }]]);
  engine.retry([id('a.exe')]);
  await clock.advance(1000);
  expect(sendings.map(({ job }) => job.fileName)).toEqual(['a.exe']);
});

test('files that are not held do not wait for those that are', async () => {
  const { engine, clock, sendings } = hold(['held.jpg']);
  engine.add([fakeFile('free.jpg', 100)], siteMedia);
  await clock.advance(1000);
  expect(sendings.map(({ job }) => job.fileName)).toEqual(['free.jpg']);
});
