import { expect, test } from 'vitest';
import { createLocalSiteLocks } from '../../src/backend/site-locks.ts';
import { deferred } from '../support/deferred.ts';

test('work of one name on one site runs one after another, in the order asked', async () => {
  const locks = createLocalSiteLocks();
  const order: string[] = [];
  const first = deferred<void>();
  const one = locks.run('site', 'folders', async () => {
    order.push('one begins');
    await first.promise;
    order.push('one ends');
  });
  const two = locks.run('site', 'folders', async () => {
    order.push('two');
  });
  await Promise.resolve();
  first.resolve();
  await Promise.all([one, two]);
  expect(order).toEqual(['one begins', 'one ends', 'two']);
});

test('other sites and other work do not wait', async () => {
  const locks = createLocalSiteLocks();
  const never = deferred<void>();
  void locks.run('site', 'folders', () => never.promise);
  await expect(locks.run('other site', 'folders', async () => 'done')).resolves.toBe('done');
  await expect(locks.run('site', 'other work', async () => 'done')).resolves.toBe('done');
  never.resolve();
});

test('work that fails lets the next one run, and its own caller hears of it', async () => {
  const locks = createLocalSiteLocks();
  const failing = locks.run('site', 'folders', () => Promise.reject(new Error('broken')));
  const next = locks.run('site', 'folders', async () => 'done');
  await expect(failing).rejects.toThrow('broken');
  await expect(next).resolves.toBe('done');
});
