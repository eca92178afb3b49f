import { lt, sql } from 'drizzle-orm';
import type { Connection } from './connection.ts';
import { webhookEvents } from './schema.ts';

/** Housekeeping over all sites: Wix repeats an event for hours, not for weeks. */
export async function forgetWebhookEvents(connection: Connection, receivedBefore: Date): Promise<void> {
  await connection
    .delete(webhookEvents)
    .where(lt(webhookEvents.receivedAt, sql`${receivedBefore.toISOString()}::timestamptz`));
}
