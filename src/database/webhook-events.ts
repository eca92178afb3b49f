import { lt, sql } from 'drizzle-orm';
import type { Connection } from './connection.ts';
import { webhookEvents } from './schema.ts';

/** @returns true the first time, false when this event of the site was handled before. */
export async function rememberWebhookEvent(
  connection: Connection,
  instanceId: string,
  event: { readonly eventId: string; readonly receivedAt: Date },
): Promise<boolean> {
  const inserted = await connection
    .insert(webhookEvents)
    .values({ instanceId, ...event })
    .onConflictDoNothing()
    .returning({ eventId: webhookEvents.eventId });
  return inserted.length > 0;
}

/** Housekeeping over all sites: Wix repeats an event for hours, not for weeks. */
export async function forgetWebhookEvents(connection: Connection, receivedBefore: Date): Promise<void> {
  await connection
    .delete(webhookEvents)
    .where(lt(webhookEvents.receivedAt, sql`${receivedBefore.toISOString()}::timestamptz`));
}
