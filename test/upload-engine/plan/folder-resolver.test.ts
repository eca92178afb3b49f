import { expect, test } from 'vitest';
import type { EnsuredFolder } from '#contracts';
import { FailureError } from '#upload-engine';
import { createFolderResolver, type FolderMaker } from '../../../src/upload-engine/plan/index.ts';
import { createManualClock } from '../../support/manual-clock.ts';

function scriptedMaker() {
  const calls: { parent: string; paths: string[] }[] = [];
  let underWay = 0;
  let mostAtOnce = 0;
  const maker: FolderMaker = {
    async ensureFolders(parent, paths) {
      underWay += 1;
      mostAtOnce = Math.max(mostAtOnce, underWay);
      calls.push({ parent, paths: paths.map((path) => path.join('/')) });
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return paths.map((path): EnsuredFolder => ({ path, folderId: `${parent}>${path.join('/')}`, created: true }));
    },
  };
  return { maker, calls, mostAtOnce: () => mostAtOnce };
}

async function settled<Result>(clock: ReturnType<typeof createManualClock>, result: Promise<Result>): Promise<Result> {
  for (let round = 0; round < 50; round += 1) await clock.advance(10);
  return result;
}

test('questions that come together share a call, and each folder is asked for once', async () => {
  const clock = createManualClock();
  const { maker, calls } = scriptedMaker();
  const resolver = createFolderResolver(maker, clock);
  const asked = Promise.all(['A', 'A/B', 'A', 'A/B'].map((key) => resolver.resolve('root', key)));
  expect(await settled(clock, asked)).toEqual(['root>A', 'root>A/B', 'root>A', 'root>A/B']);
  expect(calls).toEqual([{ parent: 'root', paths: ['A', 'A/B'] }]);
  expect(await resolver.resolve('root', 'A')).toBe('root>A');
  expect(calls).toHaveLength(1);
});

test('a thousand folders go 50 a call, one call after another', async () => {
  const clock = createManualClock();
  const { maker, calls, mostAtOnce } = scriptedMaker();
  const resolver = createFolderResolver(maker, clock);
  const ids = Promise.all(Array.from({ length: 1000 }, (_, n) => resolver.resolve('root', `${n}`)));
  expect(await settled(clock, ids)).toHaveLength(1000);
  expect(calls.map(({ paths }) => paths.length)).toEqual(Array(20).fill(50));
  expect(mostAtOnce()).toBe(1);
});

test('what a look found needs no call, nor does the destination itself', async () => {
  const { maker, calls } = scriptedMaker();
  const resolver = createFolderResolver(maker, createManualClock());
  resolver.learn(
    'root',
    new Map([
      ['', 'root'],
      ['A', 'known'],
    ]),
  );
  expect(await resolver.resolve('root', 'A')).toBe('known');
  expect(await resolver.resolve('root', '')).toBe('root');
  expect(calls).toEqual([]);
});

test('two destinations have folders of their own', async () => {
  const clock = createManualClock();
  const { maker } = scriptedMaker();
  const resolver = createFolderResolver(maker, clock);
  const ids = Promise.all([resolver.resolve('one', 'A'), resolver.resolve('other', 'A')]);
  expect(await settled(clock, ids)).toEqual(['one>A', 'other>A']);
});

test('a folder that cannot be had fails its askers only, and the next question tries again', async () => {
  const clock = createManualClock();
  const { maker } = scriptedMaker();
  let refuses = true;
  const picky: FolderMaker = {
    ensureFolders: async (parent, paths) =>
      (await maker.ensureFolders(parent, paths)).map((folder) =>
        refuses && folder.path[0] === 'bad' ? { path: folder.path, failure: { code: 'WIX_REFUSED' } } : folder,
      ),
  };
  const resolver = createFolderResolver(picky, clock);
  const bad = resolver.resolve('root', 'bad').catch((error: unknown) => error);
  const good = resolver.resolve('root', 'good');
  expect(await settled(clock, good)).toBe('root>good');
  expect(await bad).toMatchObject({ failure: { code: 'WIX_REFUSED' } });
  refuses = false;
  expect(await settled(clock, resolver.resolve('root', 'bad'))).toBe('root>bad');
});

test('a call that fails as a whole fails its askers with its reason, and later calls go on', async () => {
  const clock = createManualClock();
  const { maker } = scriptedMaker();
  let down = true;
  const flaky: FolderMaker = {
    ensureFolders: (parent, paths) =>
      down ? Promise.reject(new FailureError({ code: 'SERVER_UNAVAILABLE' })) : maker.ensureFolders(parent, paths),
  };
  const resolver = createFolderResolver(flaky, clock);
  const failed = resolver.resolve('root', 'A').catch((error: unknown) => error);
  expect(await settled(clock, failed)).toMatchObject({ failure: { code: 'SERVER_UNAVAILABLE' } });
  down = false;
  expect(await settled(clock, resolver.resolve('root', 'A'))).toBe('root>A');
});

test('a folder that the server left out of its answer is no endless wait', async () => {
  const clock = createManualClock();
  const resolver = createFolderResolver({ ensureFolders: async () => [] }, clock);
  const asked = resolver.resolve('root', 'A').catch((error: unknown) => error);
  expect(await settled(clock, asked)).toMatchObject({ failure: { code: 'INTERNAL' } });
});

test('a forgotten folder is made again with what was inside of it, and its neighbours are not', async () => {
  const clock = createManualClock();
  const { maker, calls } = scriptedMaker();
  const resolver = createFolderResolver(maker, clock);
  resolver.learn(
    'root',
    new Map([
      ['A', 'a'],
      ['A/B', 'b'],
      ['AB', 'ab'],
    ]),
  );
  resolver.forget('root', 'A');
  const ids = Promise.all(['A', 'A/B', 'AB'].map((key) => resolver.resolve('root', key)));
  expect(await settled(clock, ids)).toEqual(['root>A', 'root>A/B', 'ab']);
  expect(calls).toHaveLength(1);
});

test('a folder that no site can have fails alone and never reaches the server', async () => {
  const clock = createManualClock();
  const { maker, calls } = scriptedMaker();
  const resolver = createFolderResolver(maker, clock);
  const tooLong = resolver.resolve('root', `A/${'n'.repeat(256)}`).catch((error: unknown) => error);
  expect(await settled(clock, resolver.resolve('root', 'A'))).toBe('root>A');
  expect(await tooLong).toMatchObject({ failure: { code: 'PATH_TOO_LONG' } });
  expect(calls).toEqual([{ parent: 'root', paths: ['A'] }]);
});
