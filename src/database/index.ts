/** Everything that is kept: sites, batches, items, tickets, quota. On PGlite or on PostgreSQL, with one schema. */
export * from './batches.ts';
export type { Connection } from './connection.ts';
export { isDataError } from './data-error.ts';
export * from './doubtful-copies.ts';
export * from './file-events.ts';
export * from './item-lists.ts';
export * from './items.ts';
export { type Database, type DatabaseOptions, openDatabase } from './open-database.ts';
export * from './quota.ts';
export * from './replacements.ts';
export { createSecretBox, type SecretBox } from './secret-box.ts';
export { SITE_EVENT_MAX_BYTES, type SiteEventListener, type SiteEvents } from './site-events.ts';
export * from './site-locks.ts';
export * from './sites.ts';
export * from './tickets.ts';
export { type Twin, twinsOfBatch } from './twins.ts';
export { forgetWebhookEvents } from './webhook-events.ts';
