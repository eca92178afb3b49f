import { and, eq, lt, or, sql } from 'drizzle-orm';
import type { Connection } from './connection.ts';
import { siteLocks } from './schema.ts';

export interface LockClaim {
  readonly name: string;
  /** Whoever wants it: another one for each run of the work. */
  readonly holder: string;
  /** How long it is good without being claimed again: after that its holder is dead. By the database's clock. */
  readonly lifetimeMs: number;
}

/** Takes a lock of the site, or keeps it. @returns false when a living other holder has it. */
export async function claimSiteLock(
  connection: Connection,
  instanceId: string,
  { name, holder, lifetimeMs }: LockClaim,
): Promise<boolean> {
  const expiresAt = sql`clock_timestamp() + ${lifetimeMs} * interval '1 millisecond'`;
  const claimed = await connection
    .insert(siteLocks)
    .values({ instanceId, name, holder, expiresAt })
    .onConflictDoUpdate({
      target: [siteLocks.instanceId, siteLocks.name],
      set: { holder, expiresAt },
      setWhere: sql`${or(eq(siteLocks.holder, holder), lt(siteLocks.expiresAt, sql`clock_timestamp()`))}`,
    })
    .returning({ holder: siteLocks.holder });
  return claimed.length > 0;
}

export async function releaseSiteLock(
  connection: Connection,
  instanceId: string,
  { name, holder }: Pick<LockClaim, 'name' | 'holder'>,
): Promise<void> {
  await connection
    .delete(siteLocks)
    .where(and(eq(siteLocks.instanceId, instanceId), eq(siteLocks.name, name), eq(siteLocks.holder, holder)));
}
