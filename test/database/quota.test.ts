import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { type QuotaPriority, type QuotaRules, reduceCalls, reserveCalls } from '#database';
import { onBothEngines } from '../support/on-both-engines.ts';

const rules: QuotaRules = { limit: 198, windowMs: 61_000, floors: [0, 10, 10, 4] };
/** Wix's own rule: 200 calls in any 60 s. */
const wixLimit = 200;
const wixWindowMs = 60_000;
const start = 1_700_000_000_000;

interface Sent {
  readonly at: number;
  readonly calls: number;
}

/** The most calls that any window of Wix's saw. */
function busiestWindow(sent: readonly Sent[]): number {
  const inWindow = ({ at }: Sent) => sent.filter((other) => other.at >= at && other.at < at + wixWindowMs);
  return Math.max(0, ...sent.map((one) => inWindow(one).reduce((sum, { calls }) => sum + calls, 0)));
}

onBothEngines(({ database }) => {
  const reserve = (instanceId: string, calls: number, now: number, priority: QuotaPriority = 1) =>
    reserveCalls(database().connection, rules, { instanceId, priority, calls, now });

  test('a quiet site gets all it asks for', async () => {
    expect(await reserve(randomUUID(), 50, start)).toEqual({ granted: 50, retryAfterMs: 0 });
  });

  test('what is over the limit is not granted, and the answer says when the window has room again', async () => {
    const site = randomUUID();
    await reserve(site, 190, start);
    expect(await reserve(site, 50, start + 1000)).toEqual({ granted: 8, retryAfterMs: 60_000 });
    expect(await reserve(site, 50, start + 60_999)).toEqual({ granted: 0, retryAfterMs: 1 });
    expect(await reserve(site, 50, start + 61_000)).toEqual({ granted: 50, retryAfterMs: 0 });
  });

  test('one site at its limit takes nothing from another', async () => {
    await reserve(randomUUID(), 198, start);
    expect((await reserve(randomUUID(), 50, start)).granted).toBe(50);
  });

  test('a clock that was set back gives nothing away twice', async () => {
    const site = randomUUID();
    await reserve(site, 198, start);
    expect((await reserve(site, 10, start - 3_600_000)).granted).toBe(0);
  });

  test('callers that ask at the same moment share one window', async () => {
    const site = randomUUID();
    const grants = await Promise.all(Array.from({ length: 40 }, () => reserve(site, 10, start)));
    expect(grants.reduce((sum, { granted }) => sum + granted, 0)).toBe(198);
  });

  test('1,000 calls of impatient callers never pass the limit of any minute and use 95 % of it', async () => {
    const site = randomUUID();
    const sent: Sent[] = [];
    let now = start;
    for (let left = 1000; left > 0; ) {
      const calls = Math.min(left, 1 + (left % 50));
      const { granted, retryAfterMs } = await reserve(site, calls, now);
      if (granted > 0) sent.push({ at: now, calls: granted });
      left -= granted;
      now += granted === calls ? 137 : Math.min(retryAfterMs, 700);
    }
    const total = sent.reduce((sum, { calls }) => sum + calls, 0);
    expect(total).toBe(1000);
    expect(busiestWindow(sent)).toBeLessThanOrEqual(wixLimit);
    const wholeMinutes = Math.floor(((sent.at(-1)?.at ?? 0) - start) / wixWindowMs);
    expect(wholeMinutes).toBe(5);
    for (let minute = 1; minute <= wholeMinutes; minute += 1) {
      const soFar = sent.filter(({ at }) => at < start + minute * wixWindowMs);
      const used = soFar.reduce((sum, { calls }) => sum + calls, 0) / (minute * wixLimit);
      expect(used, `after ${minute} minutes`).toBeGreaterThanOrEqual(0.95);
    }
  });

  test('while tickets wait, a status check gets its small share and a ticket gets the rest', async () => {
    const site = randomUUID();
    await reserve(site, 198, start);
    await reserve(site, 50, start + 100);
    await reserve(site, 3, start + 200, 2);
    const later = start + 61_000;
    // Nobody is served before tickets, except out of its own share.
    expect((await reserve(site, 50, later, 2)).granted).toBe(10);
    expect((await reserve(site, 50, later, 2)).granted).toBe(0);
    expect((await reserve(site, 50, later, 4)).granted).toBe(4);
    expect((await reserve(site, 198, later, 1)).granted).toBe(184);
  });

  test('without anybody waiting the last priority may use the whole window', async () => {
    expect((await reserve(randomUUID(), 198, start, 4)).granted).toBe(198);
  });

  test('a caller who went away stops holding the others up', async () => {
    const site = randomUUID();
    await reserve(site, 198, start);
    const { retryAfterMs } = await reserve(site, 50, start);
    expect((await reserve(site, 100, start + retryAfterMs + 2000, 3)).granted).toBe(100);
  });

  test('after a refusal of Wix nothing goes out for a while, then less, then as much as before', async () => {
    const site = randomUUID();
    const { connection } = database();
    await reduceCalls(connection, rules.limit, { instanceId: site, pauseMs: 5000, now: start });
    // Refused together with the first: counts once.
    await reduceCalls(connection, rules.limit, { instanceId: site, pauseMs: 5000, now: start + 200 });
    expect(await reserve(site, 50, start + 300)).toEqual({ granted: 0, retryAfterMs: 4900 });
    expect((await reserve(site, 198, start + 5200)).granted).toBe(178);
    // A tenth of the limit came back after ten seconds, and what was granted has left the window.
    expect((await reserve(site, 198, start + 66_200)).granted).toBe(198);
  });
});
