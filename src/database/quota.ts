import { sql } from 'drizzle-orm';
import type { Connection } from './connection.ts';

export interface QuotaRules {
  /** Calls in one window. */
  readonly limit: number;
  readonly windowMs: number;
  /** For each of the four priorities, first to last: calls a window that it gets although others come first. */
  readonly floors: readonly [number, number, number, number];
}

export type QuotaPriority = 1 | 2 | 3 | 4;

export interface Reservation {
  readonly instanceId: string;
  readonly priority: QuotaPriority;
  readonly calls: number;
  /** Milliseconds since 1970; absent: the database's own clock, the only one that all processes share. */
  readonly now?: number | undefined;
}

export interface Grant {
  /** How many of the asked calls may go out now. */
  readonly granted: number;
  /** Where fewer were granted than asked: milliseconds until it is worth asking for the rest. */
  readonly retryAfterMs: number;
}

/** Takes calls out of the site's window: one round trip, right for any number of processes. */
export async function reserveCalls(
  connection: Connection,
  rules: QuotaRules,
  { instanceId, priority, calls, now }: Reservation,
): Promise<Grant> {
  const floors = `{${rules.floors.join(',')}}`;
  const [grant] = await connection
    .select({
      granted: sql`granted`.mapWith(Number),
      retryAfterMs: sql`retry_after_ms`.mapWith(Number),
    })
    .from(
      sql`reserve_calls(${instanceId}, ${priority}::int, ${calls}::int, ${rules.limit}::int, ${rules.windowMs}::bigint, ${floors}::int[], ${now ?? null}::bigint)`,
    );
  if (!grant) throw new Error('reserve_calls answered nothing');
  return grant;
}

/** Wix refused a call for its rate: no call goes out for `pauseMs`, and fewer in each window until it recovers. */
export async function reduceCalls(
  connection: Connection,
  limit: number,
  {
    instanceId,
    pauseMs,
    now,
  }: { readonly instanceId: string; readonly pauseMs: number; readonly now?: number | undefined },
): Promise<void> {
  await connection.execute(
    sql`select reduce_calls(${instanceId}, ${limit}::int, ${pauseMs}::bigint, ${now ?? null}::bigint)`,
  );
}
