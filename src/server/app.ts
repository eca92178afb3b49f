import { Hono } from 'hono';
import { LIVE_PATH, WEB_METHODS_PATH } from '#contracts';
import type { AppEnvironment } from './app-environment.ts';
import type { RunAs } from './elevation-context.ts';
import { createLiveRoute } from './live.ts';
import type { LiveStreams } from './live-streams.ts';
import type { Logger } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { PageFiles } from './page-files.ts';
import { servePage } from './page-route.ts';
import { requestLog } from './request-log.ts';
import { type StandInOrigins, securityHeaders } from './security-headers.ts';
import type { TokenCheck } from './token-check.ts';
import { createWebMethodLookup, type WebMethodModules } from './web-method-registry.ts';
import { createWebMethodRpc } from './web-method-rpc.ts';
import { createWebhooksRoute, WEBHOOKS_PATH, type WebhooksOptions } from './webhooks.ts';

export interface AppDependencies {
  readonly webMethods: WebMethodModules;
  readonly checkToken: TokenCheck;
  readonly runAs: RunAs;
  readonly liveStreams: LiveStreams;
  readonly webhooks: WebhooksOptions;
  readonly metrics: Metrics;
  readonly log: Logger;
  /** Absent where another server serves the page (`npm run dev`). */
  readonly page?: PageFiles;
  readonly standIn?: StandInOrigins;
  /** Whether this process should get requests now: false while it stops. */
  readonly isReady: () => boolean | Promise<boolean>;
}

export type App = Hono<AppEnvironment>;

/** The whole HTTP surface of one process. It never listens by itself; see `listen`. */
export function createApp(dependencies: AppDependencies): App {
  const { log, metrics, page, standIn, isReady } = dependencies;
  const app: App = new Hono();
  app.use(requestLog(log));
  app.use(securityHeaders(standIn));
  app.get('/healthz', (context) => context.text('ok'));
  app.get('/readyz', async (context) => ((await isReady()) ? context.text('ready') : context.text('not ready', 503)));
  app.get('/metrics', async (context) =>
    context.body(await metrics.render(), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  const findWebMethod = createWebMethodLookup(dependencies.webMethods);
  const { checkToken, runAs, liveStreams, webhooks } = dependencies;
  app.route(WEB_METHODS_PATH, createWebMethodRpc({ findWebMethod, checkToken, runAs, metrics }));
  app.route(LIVE_PATH, createLiveRoute({ streams: liveStreams, checkToken, runAs }));
  app.route(WEBHOOKS_PATH, createWebhooksRoute({ ...webhooks, metrics }));
  if (page) app.get('*', servePage(page));
  app.onError((error, context) => {
    context.get('log').error({ err: error }, 'a request failed unexpectedly');
    return context.text('internal error', 500);
  });
  return app;
}
