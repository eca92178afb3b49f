import { describe, expect, test } from 'vitest';
import { createManualClock } from '../support/manual-clock.ts';
import { createWorld, fakeFile, siteMedia } from './support/scripted-world.ts';

describe('adding', () => {
  test('reads no file and keeps the thread for no slice above 8 ms, whatever a size costs', async () => {
    const clock = createManualClock();
    let costMs = 0;
    const now = () => clock.now() + costMs;
    let sliceStartedAt = 0;
    let longestMs = 0;
    const world = createWorld({
      clock: {
        ...clock,
        now,
        async yield() {
          longestMs = Math.max(longestMs, now() - sliceStartedAt);
          await clock.yield();
          sliceStartedAt = now();
        },
      },
      concurrency: { min: 1, start: 1, max: 1 },
    });
    const files = Array.from({ length: 2_000 }, (_, index) => {
      const file = fakeFile(`${index}.jpg`, 10);
      return {
        ...file,
        sizeInBytes: () => {
          costMs += 0.2;
          return 10;
        },
      };
    });
    world.engine.add(files, siteMedia);
    expect(costMs).toBe(0);
    await clock.advance(1_000);
    expect(world.engine.getSummary()).toMatchObject({ total: 2_000, bytesTotal: 20_000 });
    expect(longestMs).toBeLessThan(9);
  });

  test('lists files before it measures them, and each batch once', async () => {
    const world = createWorld();
    const first = world.engine.add([fakeFile('a.jpg', 1), fakeFile('a.jpg', 1, 'other/a.jpg')], siteMedia);
    const second = world.engine.add([fakeFile('b.jpg', 1)], siteMedia);
    await world.clock.settle();
    const items = world.engine.getItemIds().map(world.item);
    expect(items.map(({ path, batchId }) => [path, batchId])).toEqual([
      ['a.jpg', first],
      ['other/a.jpg', first],
      ['b.jpg', second],
    ]);
  });

  test('a list that takes several slices is shown, and counted, before any size is read', async () => {
    const clock = createManualClock();
    let costMs = 0;
    const world = createWorld({ clock: { ...clock, now: () => clock.now() + costMs } });
    const told: string[] = [];
    world.engine.subscribeItemIds(() => told.push(`${world.engine.getItemIds().length} listed`));
    world.engine.subscribeSummary(() => told.push(`${world.engine.getSummary().total} counted`));
    const files = Array.from({ length: 100 }, (_, index) => ({
      ...fakeFile(`${index}.jpg`, 10),
      sizeInBytes: () => told.push('size read'),
    }));
    function* dearly() {
      for (const file of files) {
        costMs += 0.5;
        yield file;
      }
    }
    let listedAt = -1;
    world.engine.add(dearly(), siteMedia, {
      onListed: () => {
        listedAt = told.length;
      },
    });
    await clock.advance(1_000);
    expect(told.slice(0, told.indexOf('size read')).slice(-2)).toEqual(['100 listed', '100 counted']);
    expect(listedAt).toBe(told.indexOf('size read'));
  });

  test('an endless list is taken in piece by piece', async () => {
    const world = createWorld();
    function* endless() {
      for (let index = 0; index < 100_000; index += 1) yield fakeFile(`${index}.jpg`, 1);
    }
    world.engine.add(endless(), siteMedia);
    expect(world.engine.getItemIds()).toEqual([]);
  });
});
