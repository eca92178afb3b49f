import { expect, test } from 'vitest';
import { createCallWindow } from '../../src/backend/call-window.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { VirtualTime } from '../support/virtual-time.ts';

const MINUTE_MS = 60_000;

/** The most that arrived in any minute. */
function busiestMinute(arrivals: readonly number[]): number {
  return Math.max(...arrivals.map((at) => arrivals.filter((other) => other >= at && other < at + MINUTE_MS).length));
}

test.each([1, 2, 3, 4, 5])(
  'calls that arrive up to five seconds late never pass the limit in any minute (%i)',
  async (seed) => {
    const random = seededRandom(seed);
    const time = new VirtualTime();
    const window = createCallWindow(20, time);
    const arrivals: number[] = [];
    const call = async () => {
      await time.sleep(random() * 5000);
      arrivals.push(time.now());
      await time.sleep(random() * 1000);
    };
    await time.runUntil(Promise.all(Array.from({ length: 100 }, () => window.run('site', call))));
    expect(arrivals).toHaveLength(100);
    expect(busiestMinute(arrivals)).toBe(20);
  },
);

test('a minute after its end, and not before, a call makes room for another one', async () => {
  const time = new VirtualTime();
  const window = createCallWindow(1, time);
  await time.runUntil(window.run('site', () => time.sleep(3000)));
  const next = window.run('site', async () => time.now());
  await time.runUntil(next);
  expect(await next).toBe(3000 + MINUTE_MS + 1);
});

test('while all are under way the next one waits for the first to end', async () => {
  const time = new VirtualTime();
  const window = createCallWindow(2, time);
  const startedAt: number[] = [];
  const call = async () => {
    startedAt.push(time.now());
    await time.sleep(500);
  };
  await time.runUntil(Promise.all([1, 2, 3].map(() => window.run('site', call))));
  expect(startedAt).toEqual([0, 0, 500 + MINUTE_MS + 1]);
});

test('sites do not wait for each other, and a call that fails counts as well', async () => {
  const time = new VirtualTime();
  const window = createCallWindow(1, time);
  await expect(window.run('one', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await window.run('other', async () => time.now())).toBe(0);
  const next = window.run('one', async () => time.now());
  await time.runUntil(next);
  expect(await next).toBe(MINUTE_MS + 1);
});
