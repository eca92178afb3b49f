import { Writable } from 'node:stream';
import { createLocalSiteLocks, createSiteNews, directWixCalls, webMethods } from '#backend';
import { webMethodPath } from '#contracts';
import { createSecretBox } from '#database';
import {
  type AppDependencies,
  createApp,
  createLogger,
  createMetrics,
  createTokenCheck,
  type Listening,
  listen,
  redirectWixTo,
} from '#server';
import { createRunAs } from '../../src/create-run-as.ts';
import { startEvents } from '../../src/start-events.ts';
import { emptyDatabase } from './empty-database.ts';
import { type FakeWix, startFakeWix } from './fake-wix.ts';

export const APP_ID = '5f1d7c1e-0c4b-4f0e-9a53-7b0f5f0f2c11';
export const APP_SECRET = 'app-secret-that-nobody-may-read';

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** The parsed body where it is JSON. */
  readonly body: { readonly result?: never; readonly exception?: boolean } & Record<string, unknown>;
}

/** Server and backend as `main.ts` puts them together, in this process and on a real socket, with a scripted Wix behind. */
export interface RunningApp {
  readonly wix: FakeWix;
  readonly url: string;
  readonly listening: Listening;
  /** Everything logged so far. */
  log(): string;
  /** Makes a token that Wix knows as this site's user's. */
  issueToken(instanceId: string, overrides?: Readonly<Record<string, unknown>>): string;
  call(file: string, method: string, args: unknown, token?: string): Promise<Answer>;
  close(): Promise<void>;
}

export async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, text, headers: response.headers, body: isJson ? JSON.parse(text) : {} };
}

export async function startApp(overrides: Partial<AppDependencies> = {}): Promise<RunningApp> {
  const wix = await startFakeWix();
  const restoreFetch = redirectWixTo(wix.origin);
  let logged = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const log = createLogger('debug', [APP_SECRET], destination);
  const metrics = createMetrics();
  const keys = { appId: APP_ID, appSecret: APP_SECRET, publicKey: '' };
  const database = await emptyDatabase();
  const news = createSiteNews(database.siteEvents.publish, (error) => log.error({ err: error }, 'not told'));
  const ledger = {
    connection: database.connection,
    secretBox: createSecretBox(APP_SECRET),
    now: () => new Date(),
    tell: news.tell,
  };
  const services = {
    wix: directWixCalls,
    callsPerMinute: 200,
    ledger,
    siteLocks: createLocalSiteLocks(),
    reportBug: (error: unknown) => log.error({ err: error }, 'bug'),
  };
  const { runAs, runAsApp } = createRunAs(keys, metrics, services);
  const events = startEvents({ keys, database, ledger, news, runAsApp, metrics, log });
  const app = createApp({
    webMethods,
    checkToken: createTokenCheck({ appId: APP_ID, metrics }),
    runAs,
    liveStreams: events.liveStreams,
    webhooks: events.webhooks,
    metrics,
    log,
    isReady: () => true,
    ...overrides,
  });
  const listening = await listen(app, '127.0.0.1', 0);
  const url = `http://127.0.0.1:${listening.port}`;
  let issued = 0;
  return {
    wix,
    url,
    listening,
    log: () => logged,
    issueToken(instanceId, tokenOverrides = {}) {
      issued += 1;
      const token = `OauthNG.JWS.token-${issued}-of-${instanceId}`;
      wix.tokens.set(token, { ...activeUserToken(instanceId), ...tokenOverrides });
      return token;
    },
    async call(file, method, args, token) {
      const response = await fetch(`${url}${webMethodPath(file, method)}`, {
        method: 'POST',
        body: JSON.stringify([args]),
        headers: token === undefined ? {} : { authorization: token },
      });
      return toAnswer(response);
    },
    async close() {
      events.stop();
      await listening.close(0);
      await events.settled();
      restoreFetch();
      globalThis.__wix_context__ = undefined;
      await wix.close();
    },
  };
}

/** What token-info says of a Wix user in the dashboard of a site that has our app. */
export function activeUserToken(instanceId: string): Readonly<Record<string, unknown>> {
  const nowInSeconds = Math.floor(Date.now() / 1000);
  return {
    active: true,
    subjectType: 'USER',
    subjectId: `user-of-${instanceId}`,
    exp: nowInSeconds + 3600,
    iat: nowInSeconds,
    clientId: APP_ID,
    siteId: `site-of-${instanceId}`,
    instanceId,
  };
}
