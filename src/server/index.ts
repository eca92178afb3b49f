/** The self-host runtime: HTTP, identity, web methods, the page's files. It knows nothing of uploads. */
export { type App, type AppDependencies, createApp } from './app.ts';
export type { Caller, VerifiedCall } from './caller.ts';
export { type Config, ConfigError, readConfig, type WixKeys } from './config.ts';
export { type ElevationContext, installElevationContext, type RunAs, type RunAsApp } from './elevation-context.ts';
export { explainPort } from './explain-port.ts';
export { type Listening, listen } from './listen.ts';
export { createLiveStreams, type LiveStreams } from './live-streams.ts';
export { createLogger, type Logger, scrubSecrets } from './log.ts';
export { createMetrics, type Metrics } from './metrics.ts';
export { loadPageFiles, type PageFiles } from './page-files.ts';
export { redirectWixTo } from './redirect-wix.ts';
export { contentSecurityPolicy, type StandInOrigins } from './security-headers.ts';
export { createTokenCheck, type TokenCheck } from './token-check.ts';
export type { WebMethodModules } from './web-method-registry.ts';
export { createWebhookVerifier, type VerifiedWebhook, type WebhookVerifier } from './webhook-verifier.ts';
export { createWixClients, type WixClients } from './wix-clients.ts';
