import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mapBounded } from '../../src/backend/map-bounded.ts';
import { deferred } from '../support/deferred.ts';

test('results are in the order of the items, and never more than the limit run at once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 40 }), fc.integer({ min: 1, max: 9 }), async (turns, limit) => {
      let running = 0;
      let most = 0;
      const results = await mapBounded(turns, limit, async (turnsToWait) => {
        running += 1;
        most = Math.max(most, running);
        for (let turn = 0; turn <= turnsToWait; turn += 1) await Promise.resolve();
        running -= 1;
        return turnsToWait * 2;
      });
      expect(results).toEqual(turns.map((turn) => turn * 2));
      expect(most).toBe(turns.length === 0 ? 0 : Math.min(limit, turns.length));
    }),
  );
});

test('the first error ends it, and what has not begun never begins', async () => {
  const begun: number[] = [];
  const second = deferred<number>();
  const all = mapBounded([1, 2, 3, 4], 2, (item) => {
    begun.push(item);
    return item === 1 ? Promise.reject(new Error('first')) : second.promise;
  });
  await expect(all).rejects.toThrow('first');
  second.resolve(2);
  await second.promise;
  expect(begun).toEqual([1, 2]);
});
