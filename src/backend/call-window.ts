/** Milliseconds; only differences count. */
export interface WindowClock {
  now(): number;
  sleep(delayMs: number): Promise<void>;
}

/** Keeps the calls of each site that this process makes below a limit in any minute as Wix sees it. */
export interface CallWindow {
  /** Waits until one more call of the site fits, and makes it. */
  run<Result>(instanceId: string, call: () => Promise<Result>): Promise<Result>;
}

const WINDOW_MS = 60_000;
/** Sites whose calls are all over are forgotten when there are more than this many. */
const SITES_KEPT = 1000;

/** Where all calls are still under way, one of them has to end first. */
const LOOK_AGAIN_MS = 100;

interface SiteCalls {
  underWay: number;
  /** When calls ended, oldest first. Milliseconds. */
  readonly endedAt: number[];
  /** The turn of whoever came last. */
  lastTurn: Promise<void>;
}

/**
 * A call reaches Wix some time between its start and its end, and on a busy machine that can be seconds. So it counts from
 * its start until a minute after its end: whichever minute Wix looks at, no more than the limit have arrived in it.
 */
export function createCallWindow(limit: number, clock: WindowClock): CallWindow {
  const sites = new Map<string, SiteCalls>();

  function callsOf(instanceId: string): SiteCalls {
    const known = sites.get(instanceId);
    if (known) return known;
    if (sites.size >= SITES_KEPT) forgetIdle();
    const calls: SiteCalls = { underWay: 0, endedAt: [], lastTurn: Promise.resolve() };
    sites.set(instanceId, calls);
    return calls;
  }

  function forgetIdle(): void {
    for (const [instanceId, calls] of sites) if (countOf(calls) === 0) sites.delete(instanceId);
  }

  function countOf({ underWay, endedAt }: SiteCalls): number {
    const recent = endedAt.findIndex((time) => clock.now() - time <= WINDOW_MS);
    endedAt.splice(0, recent === -1 ? endedAt.length : recent);
    return underWay + endedAt.length;
  }

  async function takeTurn(calls: SiteCalls, turnBefore: Promise<void>): Promise<void> {
    await turnBefore;
    while (countOf(calls) >= limit) {
      const [oldest] = calls.endedAt;
      await clock.sleep(oldest === undefined ? LOOK_AGAIN_MS : oldest + WINDOW_MS + 1 - clock.now());
    }
    calls.underWay += 1;
  }

  return {
    async run(instanceId, call) {
      const calls = callsOf(instanceId);
      calls.lastTurn = takeTurn(calls, calls.lastTurn);
      await calls.lastTurn;
      try {
        return await call();
      } finally {
        calls.underWay -= 1;
        calls.endedAt.push(clock.now());
      }
    },
  };
}
