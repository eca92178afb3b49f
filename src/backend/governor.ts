import { AppError, WIX_CALLS_PER_MINUTE } from '#contracts';
import { type Connection, type Grant, type QuotaPriority, type QuotaRules, reduceCalls, reserveCalls } from '#database';
import { createCallWindow } from './call-window.ts';
import { directWixCalls, type WixCallPurpose, type WixCalls } from './wix-calls.ts';

/** Two calls and one second less than Wix allows: what is granted here arrives there a little later, and not evenly. */
const MARGIN_IN_CALLS = 2;
const WINDOW_MS = 61_000;
/** The most calls in one reservation: a whole ticket call. */
const CALLS_PER_RESERVATION = 50;
/** A web method must not hang: who would wait longer is told how long, and the page waits where the user sees it. */
const MOST_WAIT_MS = 10_000;
/** After a refusal in which Wix named no time. */
const PAUSE_AFTER_REFUSAL_MS = 2000;
const MOST_REFUSALS = 2;

/** Whose turn it is first when calls are short, and how long a call of that kind waits for its turn. */
const rulesByPurpose: Readonly<
  Record<WixCallPurpose, { readonly priority: QuotaPriority; readonly mostWaitMs: number }>
> = {
  permission: { priority: 1, mostWaitMs: MOST_WAIT_MS },
  tickets: { priority: 1, mostWaitMs: MOST_WAIT_MS },
  // No ticket without its folder.
  'upload-folders': { priority: 1, mostWaitMs: MOST_WAIT_MS },
  // No second ticket before it is known whether the first one's file arrived.
  arrivals: { priority: 1, mostWaitMs: MOST_WAIT_MS },
  'file-states': { priority: 2, mostWaitMs: MOST_WAIT_MS },
  settling: { priority: 2, mostWaitMs: 0 },
  folders: { priority: 3, mostWaitMs: MOST_WAIT_MS },
  duplicates: { priority: 4, mostWaitMs: MOST_WAIT_MS },
};

/** @param callsPerMinute what Wix allows for one site. */
export function quotaRules(callsPerMinute: number = WIX_CALLS_PER_MINUTE): QuotaRules {
  return { limit: callsPerMinute - MARGIN_IN_CALLS, windowMs: WINDOW_MS, floors: [0, 10, 10, 4] };
}

export interface GovernorClock {
  /** Milliseconds; only differences count. */
  now(): number;
  sleep(delayMs: number): Promise<void>;
}

/** Where the site's window is kept, for all processes. */
export interface Quota {
  reserve(instanceId: string, priority: QuotaPriority, calls: number): Promise<Grant>;
  /** Wix refused a call for its rate. */
  reduce(instanceId: string, pauseMs: number): Promise<void>;
}

export function databaseQuota(connection: Connection, rules: QuotaRules = quotaRules()): Quota {
  return {
    reserve: (instanceId, priority, calls) => reserveCalls(connection, rules, { instanceId, priority, calls }),
    reduce: (instanceId, pauseMs) => reduceCalls(connection, rules.limit, { instanceId, pauseMs }),
  };
}

interface Waiter {
  readonly deadline: number;
  readonly go: () => void;
  readonly giveUp: (error: unknown) => void;
}

/** Everybody of one site and priority who waits in this process, first come first served. */
interface Lane {
  readonly waiters: Waiter[];
  /** When the window is worth another question. */
  opensAt: number;
}

const realClock: GovernorClock = {
  now: () => performance.now(),
  sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs).unref()),
};

/**
 * Keeps every site below Wix's calls a minute, over all processes, and uses what there is. Calls that come together are
 * granted by one question to the database.
 */
export function createGovernor(
  quota: Quota,
  {
    clock = realClock,
    wixCalls = directWixCalls,
    callsPerMinute = WIX_CALLS_PER_MINUTE,
  }: { clock?: GovernorClock; wixCalls?: WixCalls; callsPerMinute?: number } = {},
): WixCalls {
  const lanes = new Map<string, Lane>();
  // The database counts when calls were granted, for all processes; this one, when they may have arrived.
  const window = createCallWindow(callsPerMinute, clock);

  function turn(instanceId: string, purpose: WixCallPurpose): Promise<void> {
    const { priority, mostWaitMs } = rulesByPurpose[purpose];
    const key = `${priority} ${instanceId}`;
    return new Promise((go, giveUp) => {
      const waiter = { deadline: clock.now() + mostWaitMs, go, giveUp };
      const lane = lanes.get(key);
      if (lane) {
        lane.waiters.push(waiter);
        dismissLate(lane);
        return;
      }
      const opened: Lane = { waiters: [waiter], opensAt: 0 };
      lanes.set(key, opened);
      void serve(instanceId, priority, opened, () => lanes.delete(key));
    });
  }

  async function serve(instanceId: string, priority: QuotaPriority, lane: Lane, leave: () => void): Promise<void> {
    // Calls of the same moment come together.
    await Promise.resolve();
    try {
      while (lane.waiters.length > 0) {
        const asked = Math.min(lane.waiters.length, CALLS_PER_RESERVATION);
        const { granted, retryAfterMs } = await quota.reserve(instanceId, priority, asked);
        for (const waiter of lane.waiters.splice(0, granted)) waiter.go();
        if (granted === asked) continue;
        lane.opensAt = clock.now() + retryAfterMs;
        dismissLate(lane);
        // Even with nobody left: who comes meanwhile is told without a question to the database.
        await clock.sleep(retryAfterMs);
      }
    } catch (error) {
      const failure = new AppError({ code: 'SERVER_UNAVAILABLE' }, 503, { cause: error });
      for (const waiter of lane.waiters.splice(0)) waiter.giveUp(failure);
    }
    leave();
  }

  /** Who would wait past the deadline is told at once when to come again. */
  function dismissLate(lane: Lane): void {
    const retryAfterMs = Math.ceil(lane.opensAt - clock.now());
    const late = lane.waiters.filter(({ deadline }) => lane.opensAt > deadline);
    if (late.length === 0) return;
    lane.waiters.splice(0, lane.waiters.length, ...lane.waiters.filter((waiter) => !late.includes(waiter)));
    for (const waiter of late) waiter.giveUp(new AppError({ code: 'RATE_LIMITED', retryAfterMs }));
  }

  return {
    async run(instanceId, purpose, call) {
      for (let refusals = 1; ; refusals += 1) {
        await turn(instanceId, purpose);
        try {
          return await window.run(instanceId, () => wixCalls.run(instanceId, purpose, call));
        } catch (error) {
          if (!(error instanceof AppError && error.code === 'RATE_LIMITED')) throw error;
          const pauseMs = error.failure.retryAfterMs ?? PAUSE_AFTER_REFUSAL_MS;
          await quota.reduce(instanceId, pauseMs);
          if (refusals < MOST_REFUSALS) continue;
          throw new AppError({ ...error.failure, retryAfterMs: pauseMs }, 200, { cause: error });
        }
      }
    },
  };
}
