import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { createLocalSiteLocks, createSiteNews, directWixCalls, webMethods } from '#backend';
import { webMethodPath } from '#contracts';
import { createSecretBox } from '#database';
import { createApp, createLogger, createMetrics, createTokenCheck, listen, redirectWixTo } from '#server';
import { type StandIn, startStandIn } from '#wix-stand-in';
import { createRunAs } from '../../src/create-run-as.ts';
import { startEvents } from '../../src/start-events.ts';
import { loadSecrets } from '../../src/wix-stand-in/state/secrets.ts';
import { emptyDatabase } from './empty-database.ts';
import { APP_ID } from './running-app.ts';

export interface KnownSite {
  readonly id: string;
  readonly instanceId: string;
}

/** Server and backend as `main.ts` puts them together, in this process, with the stand-in as their Wix: it sends real webhooks. */
export interface AppOnStandIn {
  readonly url: string;
  readonly standIn: StandIn;
  readonly sites: readonly [KnownSite, KnownSite];
  /** What this Wix signs its webhooks with. */
  readonly webhookKey: KeyObject;
  /** Everything logged so far. */
  log(): string;
  /** The text of `/metrics`. */
  metrics(): Promise<string>;
  control<Result>(method: string, path: string, body?: unknown): Promise<Result>;
  /** A token of the owner's for the site. */
  tokenFor(site: KnownSite): Promise<string>;
  call<Result>(file: string, method: string, request: unknown, token: string): Promise<Result>;
  close(): Promise<void>;
}

export async function startAppOnStandIn(): Promise<AppOnStandIn> {
  const dataDir = mkdtempSync(join(tmpdir(), 'app-on-stand-in-'));
  const standIn = await startStandIn({ port: 0, dataDir, appId: APP_ID, shellDir: join(dataDir, 'no-shell') });
  const restoreFetch = redirectWixTo(standIn.origin);
  let logged = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const keys = standIn.credentials;
  const log = createLogger('debug', [keys.appSecret], destination);
  const metrics = createMetrics();
  const database = await emptyDatabase();
  const news = createSiteNews(database.siteEvents.publish, (error) => log.error({ err: error }, 'not told'));
  const ledger = {
    connection: database.connection,
    secretBox: createSecretBox(keys.appSecret),
    now: () => new Date(),
    tell: news.tell,
  };
  const reportBug = (error: unknown) => log.error({ err: error }, 'bug');
  const services = { wix: directWixCalls, callsPerMinute: 200, ledger, siteLocks: createLocalSiteLocks(), reportBug };
  const { runAs, runAsApp } = createRunAs(keys, metrics, services);
  const events = startEvents({ keys, database, ledger, news, runAsApp, metrics, log });
  const { liveStreams, webhooks } = events;
  const checkToken = createTokenCheck({ appId: APP_ID, metrics });
  const app = createApp({ webMethods, checkToken, runAs, liveStreams, webhooks, metrics, log, isReady: () => true });
  const listening = await listen(app, '127.0.0.1', 0);
  const url = `http://127.0.0.1:${listening.port}`;
  standIn.connectApp({ pageUrl: `${url}/`, webhookUrl: `${url}/webhooks` });

  async function control<Result>(method: string, path: string, body?: unknown): Promise<Result> {
    const json = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(`${standIn.origin}/_stand-in${path}`, { method, ...(body === undefined ? {} : json) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json() as Promise<Result>;
  }
  interface World {
    readonly sites: readonly [KnownSite, KnownSite];
    readonly users: readonly { readonly id: string; readonly mayManageMedia: boolean }[];
  }
  const { sites, users } = await control<World>('GET', '/sites');
  const owner = users.find(({ mayManageMedia }) => mayManageMedia);
  return {
    url,
    standIn,
    sites,
    webhookKey: loadSecrets(dataDir).webhookKey,
    control,
    log: () => logged,
    metrics: () => metrics.render(),
    async tokenFor({ id }) {
      const { token } = await control<{ token: string }>('POST', '/tokens', { siteId: id, userId: owner?.id });
      return token;
    },
    async call<Result>(file: string, method: string, request: unknown, token: string) {
      const path = webMethodPath(`src/backend/${file}.web.ts`, method);
      const init = { method: 'POST', body: JSON.stringify([request]), headers: { authorization: token } };
      const { result } = (await (await fetch(`${url}${path}`, init)).json()) as { result: Result };
      return result;
    },
    async close() {
      events.stop();
      await standIn.close();
      await listening.close(0);
      await events.settled();
      restoreFetch();
      globalThis.__wix_context__ = undefined;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
