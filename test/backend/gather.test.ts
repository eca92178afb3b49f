import { expect, test } from 'vitest';
import { createGatherer } from '../../src/backend/gather.ts';
import { createSiteNews } from '../../src/backend/site-news.ts';
import { deferred } from '../support/deferred.ts';

function doubling(
  fails: (items: readonly number[]) => boolean = () => false,
  mostItems = 10,
  liesInItem: (error: unknown) => boolean = () => true,
) {
  const worked: (readonly number[])[] = [];
  const gatherer = createGatherer<number, number>({
    gatherMs: 1,
    mostItems,
    async work(_instanceId, items) {
      worked.push(items);
      if (fails(items)) throw new Error(`not ${items.join()}`);
      return items.map((item) => item * 2);
    },
    liesInItem,
  });
  return { worked, gatherer };
}

test('what comes together is done in one go, each with its own result', async () => {
  const { worked, gatherer } = doubling();
  expect(await Promise.all([1, 2, 3].map((item) => gatherer.add('site', item)))).toEqual([2, 4, 6]);
  expect(worked).toEqual([[1, 2, 3]]);
});

test('no more at once than can be, and each site for itself', async () => {
  const { worked, gatherer } = doubling(undefined, 2);
  await Promise.all([...[1, 2, 3].map((item) => gatherer.add('one', item)), gatherer.add('two', 4)]);
  expect(worked.map(String).sort()).toEqual(['1,2', '3', '4']);
});

test('what comes while the work is done is gathered for the next go', async () => {
  const gate = deferred<void>();
  const worked: (readonly number[])[] = [];
  const gatherer = createGatherer<number, number>({
    gatherMs: 1,
    mostItems: 10,
    async work(_instanceId, items) {
      worked.push(items);
      await gate.promise;
      return items;
    },
  });
  const first = gatherer.add('site', 1);
  await expect.poll(() => worked.length).toBe(1);
  const later = [gatherer.add('site', 2), gatherer.add('site', 3)];
  gate.resolve();
  expect(await Promise.all([first, ...later])).toEqual([1, 2, 3]);
  expect(worked).toEqual([[1], [2, 3]]);
});

test('a bad one takes none with it', async () => {
  const { worked, gatherer } = doubling((items) => items.includes(2));
  const results = await Promise.allSettled([1, 2, 3].map((item) => gatherer.add('site', item)));
  expect(results.map((result) => (result.status === 'fulfilled' ? result.value : String(result.reason)))).toEqual([
    2,
    'Error: not 2',
    6,
  ]);
  expect(worked).toEqual([[1, 2, 3], [1], [2], [3]]);
});

test('what lies in none of the items is not tried for each of them', async () => {
  const told: unknown[] = [];
  const { worked, gatherer } = doubling(
    () => true,
    undefined,
    (error) => {
      told.push(error);
      return false;
    },
  );
  const results = await Promise.allSettled([1, 2, 3].map((item) => gatherer.add('site', item)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(worked).toEqual([[1, 2, 3]]);
  expect(told).toEqual([new Error('not 1,2,3')]);
});

test('it has settled when nothing waits any more', async () => {
  const { worked, gatherer } = doubling();
  await gatherer.settled();
  const added = gatherer.add('site', 1);
  await gatherer.settled();
  expect(worked).toEqual([[1]]);
  expect(await added).toBe(2);
});

test('news of a moment is one message for its site; what is told again counts as told the last time', async () => {
  const published: unknown[] = [];
  const news = createSiteNews(
    async (instanceId, events) => {
      published.push([instanceId, events]);
    },
    () => expect.fail('nothing is lost'),
  );
  const lease = (isHeld: boolean) => ({ type: 'lease-changed', batchId: 'batch', isHeld }) as const;
  const changed = { type: 'batch-changed', batchId: 'batch' } as const;
  for (const events of [[lease(true), changed], [lease(false)], [changed, lease(true)], []]) news.tell('one', events);
  news.tell('two', [changed]);
  await news.settled();
  expect(published).toEqual([
    ['one', [lease(false), changed, lease(true)]],
    ['two', [changed]],
  ]);
});

test('news that cannot be sent are reported, and what comes later is sent', async () => {
  const lost: unknown[] = [];
  const sent: unknown[] = [];
  const news = createSiteNews(
    async (_instanceId, events) => {
      if (lost.length === 0) throw new Error('the line is down');
      sent.push(...events);
    },
    (error) => lost.push(error),
  );
  news.tell('site', [{ type: 'gap' }]);
  await news.settled();
  news.tell('site', [{ type: 'gap' }]);
  await news.settled();
  expect([lost.length, sent]).toEqual([1, [{ type: 'gap' }]]);
});
