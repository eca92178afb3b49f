import { randomUUID } from 'node:crypto';
import { AppError } from '#contracts';
import { type Connection, claimSiteLock, releaseSiteLock } from '#database';
import { createLocalSiteLocks, type SiteLocks } from './site-locks.ts';

/** After that without a sign of life the holder's process is dead, and another one may go on. */
const LIFETIME_MS = 30_000;
const SIGN_OF_LIFE_MS = 10_000;
const FIRST_RETRY_MS = 50;
const MOST_RETRY_MS = 1000;
/** Making a large tree of folders takes a minute of Wix's quota and more. */
const MOST_WAIT_MS = 5 * 60_000;

const sleep = (delayMs: number) => new Promise<void>((resolve) => setTimeout(resolve, delayMs));

/**
 * Locks for all processes on one database. Within a process the work waits in line, so that one at most asks the database;
 * no connection is held meanwhile. A process that stands still for longer than the lock lives can lose it: what must not
 * happen twice even then has to be looked up, not assumed.
 */
export function createDatabaseSiteLocks(connection: Connection): SiteLocks {
  const local = createLocalSiteLocks();

  async function claim(instanceId: string, name: string, holder: string): Promise<void> {
    const deadline = performance.now() + MOST_WAIT_MS;
    let delayMs = FIRST_RETRY_MS;
    while (!(await claimSiteLock(connection, instanceId, { name, holder, lifetimeMs: LIFETIME_MS }))) {
      if (performance.now() > deadline) throw new AppError({ code: 'SERVER_UNAVAILABLE' }, 503);
      await sleep(delayMs);
      delayMs = Math.min(MOST_RETRY_MS, delayMs * 2);
    }
  }

  async function runClaimed<Result>(instanceId: string, name: string, work: () => Promise<Result>): Promise<Result> {
    const holder = randomUUID();
    await claim(instanceId, name, holder);
    const signs = setInterval(() => {
      // A sign of life that fails is followed by the next one.
      claimSiteLock(connection, instanceId, { name, holder, lifetimeMs: LIFETIME_MS }).catch(() => undefined);
    }, SIGN_OF_LIFE_MS);
    try {
      return await work();
    } finally {
      clearInterval(signs);
      // Not given back, it runs out by itself.
      await releaseSiteLock(connection, instanceId, { name, holder }).catch(() => undefined);
    }
  }

  return {
    run: (instanceId, name, work) => local.run(instanceId, name, () => runClaimed(instanceId, name, work)),
  };
}
