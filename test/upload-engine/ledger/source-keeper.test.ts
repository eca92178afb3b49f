import { expect, test } from 'vitest';
import type { UploadItem } from '#upload-engine';
import { createSourceKeeper } from '../../../src/upload-engine/ledger/kept-sources.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { fakeFile } from '../support/scripted-world.ts';

/** Copying one file takes as long. Milliseconds. */
const COPY_MS = 100;

function createKeeper(available = true) {
  const clock = createManualClock();
  const copied: string[] = [];
  const forgotten: string[] = [];
  const keeper = createSourceKeeper(
    Promise.resolve({
      available,
      async keep(itemId) {
        await new Promise<void>((resolve) => clock.setTimeout(resolve, COPY_MS));
        copied.push(itemId);
        return true;
      },
      take: async () => new Map(),
      async forget(itemIds) {
        forgotten.push(...itemIds);
      },
    }),
    clock,
  );
  const add = (...ids: string[]) => {
    for (const id of ids) keeper.added(id, fakeFile(id, 1));
  };
  const accept = (id: string) => keeper.transitioned({ id, state: { status: 'accepted' } } as UploadItem);
  return { clock, copied, forgotten, keeper, add, accept };
}

test('what was added last is copied first, and four times as long as a copy took is left to the uploads', async () => {
  const { clock, copied, add } = createKeeper();
  add('a', 'b', 'c');
  await clock.advance(2_000);
  expect(copied).toEqual([]);
  await clock.advance(COPY_MS);
  expect(copied).toEqual(['c']);
  await clock.advance(5 * COPY_MS - 1);
  expect(copied).toEqual(['c']);
  await clock.advance(1);
  expect(copied).toEqual(['c', 'b']);
});

test('what is sent before its turn is not copied; what was copied is forgotten once it is sent', async () => {
  const { clock, copied, forgotten, add, accept } = createKeeper();
  add('a', 'b');
  await clock.advance(2_000 + COPY_MS);
  accept('a');
  accept('b');
  await clock.advance(10_000);
  expect([copied, forgotten]).toEqual([['b'], ['b']]);
});

test('of what nobody will send any more no copy is made, and none is left', async () => {
  const { clock, copied, forgotten, keeper, add } = createKeeper();
  add('a', 'b');
  await clock.advance(2_000 + COPY_MS);
  keeper.finished('a');
  keeper.finished('b');
  await clock.advance(10_000);
  expect([copied, forgotten]).toEqual([['b'], ['b']]);
});

test('what is added meanwhile, and after everything was copied, is copied too', async () => {
  const { clock, copied, add } = createKeeper();
  add('a', 'b');
  await clock.advance(2_000);
  add('c');
  await clock.advance(15 * COPY_MS);
  expect(copied).toEqual(['b', 'c', 'a']);
  add('d');
  await clock.advance(2_000 + COPY_MS);
  expect(copied.at(-1)).toBe('d');
});

test('where the browser refuses its storage nothing is copied, and nothing is held on to', async () => {
  const { clock, copied, add } = createKeeper(false);
  add('a', 'b');
  await clock.advance(10_000);
  expect(copied).toEqual([]);
  expect(clock.pending()).toBe(0);
});
