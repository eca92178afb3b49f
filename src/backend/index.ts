/** Everything that runs with the app's authority on a site. */
export {
  type BackendServices,
  type CallContext,
  callContext,
  runInCallContext,
  type SiteCaller,
} from './call-context.ts';
export { createDatabaseSiteLocks } from './database-site-locks.ts';
export { createGovernor, databaseQuota, quotaRules } from './governor.ts';
export { type RepeatedTask, repeatTasks, tidyUp } from './housekeeping.ts';
export type { LedgerServices } from './ledger-services.ts';
export { createMediaPermissionGuard, type MediaPermissionGuard } from './media-permission.ts';
export { createLocalSiteLocks, type SiteLocks } from './site-locks.ts';
export { createSiteNews, type SiteNews } from './site-news.ts';
export { webMethods } from './web-methods.ts';
export { directWixCalls, type WixCallPurpose, type WixCalls } from './wix-calls.ts';
export { createWixEvents, type WixEvent, type WixEventOutcome, type WixEvents } from './wix-events.ts';
