import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AppError, type Failure } from '#contracts';
import { type Database, openDatabase, reduceCalls, reserveCalls } from '#database';
import { createGovernor, type Quota, quotaRules } from '../../src/backend/governor.ts';
import type { WixCallPurpose, WixCalls } from '../../src/backend/wix-calls.ts';
import { deferred } from '../support/deferred.ts';
import { type PostgresqlServer, startPostgresqlServer } from '../support/postgresql-server.ts';
import { VirtualTime } from '../support/virtual-time.ts';

const site = 'site-1';
const wixWindowMs = 60_000;
const wixLimit = 200;
const epoch = 1_700_000_000_000;

/** Calls that reach Wix as they are. */
const reachable: WixCalls = { run: (_instanceId, _purpose, call) => call() };

async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  return promise.then(
    () => expect.fail('nothing failed'),
    (error: unknown) => (error instanceof AppError ? error.failure : expect.fail(String(error))),
  );
}

describe('with a scripted quota', () => {
  function scripted(grants: readonly { granted: number; retryAfterMs: number }[]) {
    const time = new VirtualTime();
    const asked: number[] = [];
    const pauses: number[] = [];
    const left = [...grants];
    const quota: Quota = {
      async reserve(_instanceId, _priority, calls) {
        asked.push(calls);
        return left.shift() ?? { granted: calls, retryAfterMs: 0 };
      },
      async reduce(_instanceId, pauseMs) {
        pauses.push(pauseMs);
      },
    };
    return { time, asked, pauses, governor: createGovernor(quota, { clock: time, wixCalls: reachable }) };
  }

  test('calls that come together cost one question, fifty at a time', async () => {
    const { governor, asked } = scripted([]);
    await Promise.all(Array.from({ length: 120 }, () => governor.run(site, 'tickets', async () => 1)));
    expect(asked).toEqual([50, 50, 20]);
  });

  test('a call waits inside while its turn comes soon', async () => {
    const { governor, time } = scripted([{ granted: 0, retryAfterMs: 4000 }]);
    const called = governor.run(site, 'tickets', async () => time.now());
    await time.runUntil(called);
    expect(await called).toBe(4000);
  });

  test('a call whose turn is far away is told at once when to come again', async () => {
    const { governor } = scripted([{ granted: 0, retryAfterMs: 45_000 }]);
    expect(await failureOf(governor.run(site, 'tickets', async () => 1))).toEqual({
      code: 'RATE_LIMITED',
      retryAfterMs: 45_000,
    });
  });

  test('those that were granted go, the others are told, and later ones are told without a question', async () => {
    const { governor, asked, time } = scripted([{ granted: 2, retryAfterMs: 30_000 }]);
    const calls = Array.from({ length: 3 }, () => governor.run(site, 'tickets', async () => 'went'));
    expect(await Promise.all(calls.slice(0, 2))).toEqual(['went', 'went']);
    expect((await failureOf(calls[2] ?? Promise.resolve())).code).toBe('RATE_LIMITED');
    expect((await failureOf(governor.run(site, 'tickets', async () => 1))).retryAfterMs).toBe(30_000);
    expect(asked).toEqual([3]);
    // When the time has come, the window is asked again.
    await time.runUntil(time.sleep(30_000));
    expect(await governor.run(site, 'tickets', async () => 'went')).toBe('went');
  });

  test('the housekeeping never waits', async () => {
    const { governor } = scripted([{ granted: 0, retryAfterMs: 1000 }]);
    expect((await failureOf(governor.run(site, 'settling', async () => 1))).code).toBe('RATE_LIMITED');
  });

  test('what a ticket has to wait for is asked in one line with the tickets', async () => {
    const { governor, asked } = scripted([]);
    const purposes = ['permission', 'upload-folders', 'arrivals', 'tickets'] as const;
    await Promise.all(purposes.map((purpose) => governor.run(site, purpose, async () => 1)));
    expect(asked).toEqual([purposes.length]);
  });

  test('what a call itself throws comes through, and the next call goes', async () => {
    const { governor } = scripted([]);
    await expect(governor.run(site, 'folders', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await governor.run(site, 'folders', async () => 1)).toBe(1);
  });

  test('a refusal of Wix’s slows the site down and the call is made again', async () => {
    const { governor, pauses } = scripted([]);
    let calls = 0;
    const answer = await governor.run(site, 'tickets', async () => {
      calls += 1;
      if (calls === 1) throw new AppError({ code: 'RATE_LIMITED', retryAfterMs: 1500 });
      return 'taken';
    });
    expect(answer).toBe('taken');
    expect(pauses).toEqual([1500]);
  });

  test('a call that Wix refuses again and again fails with the time to wait', async () => {
    const { governor, pauses } = scripted([]);
    const refused = governor.run(site, 'tickets', () => Promise.reject(new AppError({ code: 'RATE_LIMITED' })));
    expect(await failureOf(refused)).toEqual({ code: 'RATE_LIMITED', retryAfterMs: 2000 });
    expect(pauses).toEqual([2000, 2000]);
  });

  test('without a database no call goes out, and the page hears that the server is not available', async () => {
    const quota: Quota = { reserve: () => Promise.reject(new Error('connection lost')), reduce: async () => {} };
    const governor = createGovernor(quota, { wixCalls: reachable });
    let calls = 0;
    const refused = governor.run(site, 'tickets', async () => {
      calls += 1;
    });
    expect(await failureOf(refused)).toEqual({ code: 'SERVER_UNAVAILABLE' });
    expect(calls).toBe(0);
  });
});

describe('two processes on one PostgreSQL', () => {
  let server: PostgresqlServer;
  const databases: Database[] = [];
  beforeAll(async () => {
    server = await startPostgresqlServer();
    const databaseUrl = await server.createDatabase();
    databases.push(await openDatabase({ databaseUrl }), await openDatabase({ databaseUrl }));
  });
  afterAll(async () => {
    for (const database of databases) await database.close();
    await server?.close();
  });

  interface Sent {
    readonly at: number;
    readonly purpose: WixCallPurpose;
  }

  /** Governors of both processes over one virtual clock, and what reached Wix. */
  function twoProcesses(instanceId: string) {
    const time = new VirtualTime();
    const sent: Sent[] = [];
    const wix: WixCalls = {
      async run(_instanceId, purpose, call) {
        sent.push({ at: time.now(), purpose });
        return call();
      },
    };
    const governors = databases.map(({ connection }) => {
      const quota: Quota = {
        reserve: (_site, priority, calls) =>
          time.whileWorking(() =>
            reserveCalls(connection, quotaRules(), { instanceId, priority, calls, now: epoch + time.now() }),
          ),
        reduce: (_site, pauseMs) =>
          time.whileWorking(() =>
            reduceCalls(connection, quotaRules().limit, { instanceId, pauseMs, now: epoch + time.now() }),
          ),
      };
      return createGovernor(quota, { clock: time, wixCalls: wix });
    });
    /** Calls until it is let through, as the page does. */
    async function insist(governor: WixCalls, purpose: WixCallPurpose): Promise<void> {
      for (;;) {
        try {
          return await governor.run(instanceId, purpose, async () => {});
        } catch (error) {
          if (!(error instanceof AppError && error.code === 'RATE_LIMITED')) throw error;
          await time.sleep(error.failure.retryAfterMs ?? 1000);
        }
      }
    }
    return { time, sent, governors, insist };
  }

  test('1,000 calls of both never pass the limit in any minute and use 95 % of it', async () => {
    const { time, sent, governors, insist } = twoProcesses('site-of-two');
    const work = governors.flatMap((governor) => Array.from({ length: 500 }, () => insist(governor, 'tickets')));
    await time.runUntil(Promise.all(work));

    expect(sent).toHaveLength(1000);
    const busiest = Math.max(
      ...sent.map(({ at }) => sent.filter((other) => other.at >= at && other.at < at + wixWindowMs).length),
    );
    expect(busiest).toBeLessThanOrEqual(wixLimit);
    const wholeMinutes = Math.floor(Math.max(...sent.map(({ at }) => at)) / wixWindowMs);
    expect(wholeMinutes).toBe(5);
    for (let minute = 1; minute <= wholeMinutes; minute += 1) {
      const used = sent.filter(({ at }) => at < minute * wixWindowMs).length / (minute * wixLimit);
      expect(used, `after ${minute} minutes`).toBeGreaterThanOrEqual(0.95);
    }
  });

  test('a status check and a folder list of one process get through while the other wants 600 tickets', async () => {
    const { time, sent, governors, insist } = twoProcesses('site-of-two-kinds');
    const [first, second] = governors;
    if (!first || !second) expect.fail('two governors');
    const tickets = Array.from({ length: 600 }, () => insist(first, 'tickets'));
    const others = time.sleep(1000).then(() => Promise.all([insist(second, 'file-states'), insist(second, 'folders')]));
    await time.runUntil(Promise.all([...tickets, others]));
    const served = sent.filter(({ purpose }) => purpose !== 'tickets').map(({ at }) => at);
    expect(Math.max(...served)).toBeLessThanOrEqual(61_000 + 2000);
  });

  test('one call of a quiet site goes at once', async () => {
    const { governors } = twoProcesses('quiet-site');
    const gone = deferred<void>();
    await governors[0]?.run('quiet-site', 'tickets', async () => gone.resolve());
    await gone.promise;
  });
});
