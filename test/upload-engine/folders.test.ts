import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ItemStatus, QueueFolder } from '#upload-engine';
import { seededRandom } from '../support/seeded-random.ts';
import { createWorld, fakeFile, type ScriptedWorld } from './support/scripted-world.ts';

const paths = (world: ScriptedWorld) =>
  world.engine.getFolderKeys().map((key) => world.engine.getFolder(key)?.path ?? 'gone');
const folderAt = (world: ScriptedWorld, path: string): QueueFolder => {
  const found = world.engine
    .getFolderKeys()
    .map((key) => world.engine.getFolder(key))
    .find((folder) => folder?.path === path);
  if (!found) throw new Error(`there is no folder ${path}`);
  return found;
};

describe('folders of the queue', () => {
  test('come by name, as people count, and so do their files', async () => {
    const world = createWorld();
    const ids = world.add(
      fakeFile('10.jpg', 1, 'B10/10.jpg'),
      fakeFile('3.jpg', 1, 'B10/C/3.jpg'),
      fakeFile('2.jpg', 1, '2.jpg'),
      fakeFile('1.jpg', 1, 'B9/1.jpg'),
      fakeFile('4.jpg', 1, 'B10/4.jpg'),
    );
    await world.clock.advance(100);
    expect(paths(world)).toEqual(['', 'B9', 'B10', 'B10/C']);
    expect(world.engine.getFolderItemIds(folderAt(world, 'B10').key)).toEqual([ids[4], ids[0]]);
    expect(world.engine.getFolderKeys()).toBe(world.engine.getFolderKeys());
  });

  test('of what is added later come below those that are there', async () => {
    const world = createWorld();
    world.add(fakeFile('1.jpg', 1, 'B/1.jpg'), fakeFile('1.jpg', 1, 'D/1.jpg'));
    await world.clock.advance(100);
    world.add(fakeFile('2.jpg', 1, 'C/2.jpg'), fakeFile('2.jpg', 1, 'D/2.jpg'), fakeFile('2.jpg', 1, 'A/2.jpg'));
    await world.clock.advance(100);
    expect(paths(world)).toEqual(['B', 'D', 'A', 'C']);
  });

  test('are one when the same folder is added twice, and two when it goes to another place', async () => {
    const world = createWorld();
    const add = (folderId: string) =>
      world.engine.add([fakeFile('1.jpg', 1, 'B/1.jpg')], { kind: 'site-media', folderId });
    add('one');
    add('one');
    add('other');
    world.engine.add([fakeFile('1.jpg', 1, 'B/1.jpg')], { kind: 'inbox-media' });
    await world.clock.advance(100);
    expect(paths(world)).toEqual(['B', 'B', 'B']);
    expect(world.engine.getFolderKeys().map((key) => world.engine.getFolder(key)?.total)).toEqual([2, 1, 1]);
  });

  test('tell who looks at them of their own changes only, at most once a frame', async () => {
    const world = createWorld();
    world.add(fakeFile('1.jpg', 1_000, 'A/1.jpg'), fakeFile('2.jpg', 1_000, 'B/2.jpg'));
    await world.clock.advance(100);
    const calls = { a: 0, b: 0 };
    const { key } = folderAt(world, 'A');
    world.engine.subscribeFolder(key, () => {
      calls.a += 1;
    });
    const stop = world.engine.subscribeFolder(folderAt(world, 'B').key, () => {
      calls.b += 1;
    });
    const before = world.engine.getFolder(key);
    for (let byte = 1; byte <= 500; byte += 1) world.sendings[0]?.events.onSent(byte);
    await world.clock.advance(66);
    expect(calls).toEqual({ a: 1, b: 0 });
    expect(before?.progress).toBe(0);
    expect(world.engine.getFolder(key)?.progress).toBe(0.5);
    expect(world.engine.getFolder(key)).toBe(world.engine.getFolder(key));
    stop();
    world.sendings[1]?.events.onSent(1);
    await world.clock.advance(66);
    expect(calls).toEqual({ a: 1, b: 0 });
  });

  test('leave with their last file', async () => {
    const world = createWorld();
    world.script.send = (sending) => {
      if (sending.job.fileName === 'bad.jpg') sending.fail('UPLOAD_REFUSED');
      else sending.accept({ operationStatus: 'READY' });
    };
    world.add(fakeFile('1.jpg', 1, 'A/1.jpg'), fakeFile('2.jpg', 1, 'B/2.jpg'), fakeFile('bad.jpg', 1, 'B/bad.jpg'));
    await world.clock.advance(1_000);
    const keys = world.engine.getFolderKeys();
    let isTold = false;
    world.engine.subscribeFolder(folderAt(world, 'B').key, () => {
      isTold = true;
    });
    world.engine.clearFinished();
    expect(paths(world)).toEqual(['B']);
    expect(folderAt(world, 'B')).toMatchObject({ total: 1, byStatus: { failed: 1, ready: 0 } });
    expect(world.engine.getFolder(keys[0] ?? '')).toBeUndefined();
    expect(world.engine.getFolderItemIds(keys[0] ?? '')).toEqual([]);
    await world.clock.advance(100);
    expect(isTold).toBe(true);
  });

  test('always add up to the queue, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = seededRandom(seed);
        const world = createWorld();
        const ids = world.add(
          ...Array.from({ length: 30 }, (_, at) => fakeFile(`${at}.jpg`, 1_000, `F${at % 4}/${at}.jpg`)),
        );
        for (let step = 0; step < 60; step += 1) {
          await world.clock.advance(random() * 2_000);
          const one = [ids[Math.floor(random() * ids.length)] ?? ''];
          const orders = ['pause', 'resume', 'cancel', 'retry', 'remove'] as const;
          world.engine[orders[Math.floor(random() * orders.length)] ?? 'pause'](one);
          const running = world.running();
          const sending = running[Math.floor(random() * running.length)];
          if (sending && random() < 0.5) sending.events.onSent(Math.floor(random() * 1_000));
          else if (sending && random() < 0.7) sending.accept();
          else sending?.fail(random() < 0.5 ? 'NETWORK' : 'UPLOAD_REFUSED');
          if (random() < 0.05) world.engine.clearFinished();
          expectSum(world);
        }
      }),
      { numRuns: 20 },
    );
  });
});

function expectSum({ engine }: ScriptedWorld): void {
  const summary = engine.getSummary();
  const folders = engine.getFolderKeys().flatMap((key) => engine.getFolder(key) ?? []);
  expect(folders.reduce((sum, { total }) => sum + total, 0)).toBe(summary.total);
  for (const status of Object.keys(summary.byStatus) as ItemStatus[]) {
    expect(folders.reduce((sum, { byStatus }) => sum + byStatus[status], 0)).toBe(summary.byStatus[status]);
  }
  const listed = engine.getFolderKeys().flatMap((key) => engine.getFolderItemIds(key));
  expect([...listed].sort()).toEqual([...engine.getItemIds()].sort());
}
