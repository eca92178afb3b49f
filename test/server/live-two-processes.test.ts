import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSiteNews } from '#backend';
import { LIVE_PATH, type LiveEvent } from '#contracts';
import { type Database, openDatabase } from '#database';
import { createApp, createLiveStreams, createLogger, createMetrics, type Listening, listen } from '#server';
import { type EventStream, readEventStream } from '../support/event-stream.ts';
import { noEvents } from '../support/no-events.ts';
import { type PostgresqlServer, startPostgresqlServer } from '../support/postgresql-server.ts';

let server: PostgresqlServer;
/** Each has its own connections to the one database, and its own HTTP server, as processes do. */
let processes: { readonly database: Database; readonly listening: Listening; readonly url: string }[];

async function startProcess(databaseUrl: string) {
  const database = await openDatabase({ databaseUrl });
  const metrics = createMetrics();
  const app = createApp({
    ...noEvents(),
    webMethods: {},
    // The token is the site: what tokens are worth is tested elsewhere.
    checkToken: async (token = '') => ({ instanceId: token, siteId: token, userId: 'dana' }),
    runAs: (_call, work) => work(),
    liveStreams: createLiveStreams({ metrics, subscribe: database.siteEvents.subscribe }),
    metrics,
    log: createLogger('silent'),
    isReady: () => true,
  });
  const listening = await listen(app, '127.0.0.1', 0);
  return { database, listening, url: `http://127.0.0.1:${listening.port}${LIVE_PATH}` };
}

beforeAll(async () => {
  server = await startPostgresqlServer();
  const databaseUrl = await server.createDatabase();
  processes = await Promise.all([startProcess(databaseUrl), startProcess(databaseUrl)]);
});
afterAll(async () => {
  await Promise.all(processes.map(({ listening }) => listening.close(0)));
  await Promise.all(processes.map(({ database }) => database.close()));
  await server.close();
});

async function hear(index: number, site: string): Promise<EventStream> {
  const { body } = await fetch(processes[index]?.url ?? '', { headers: { authorization: site } });
  if (!body) throw new Error('no stream');
  return readEventStream(body);
}
const newsOf = (index: number) =>
  createSiteNews(
    async (instanceId, events) => processes[index]?.database.siteEvents.publish(instanceId, events),
    (error) => {
      throw error;
    },
  );
const batchChanged = (): LiveEvent => ({ type: 'batch-changed', batchId: randomUUID() });

test('what one process learns is heard by the pages of both, and by no other site', async () => {
  const [site, other] = [randomUUID(), randomUUID()];
  const pages = [await hear(0, site), await hear(1, site)];
  const stranger = await hear(1, other);
  for (const from of [0, 1]) {
    const event = batchChanged();
    newsOf(from).tell(site, [event]);
    expect(await Promise.all(pages.map((page) => page.next()))).toEqual([event, event]);
  }
  const own = batchChanged();
  newsOf(0).tell(other, [own]);
  expect(await stranger.next()).toEqual(own);
});

test('many changes at once arrive all, in messages that PostgreSQL takes', async () => {
  const site = randomUUID();
  const page = await hear(1, site);
  const events = Array.from({ length: 500 }, batchChanged);
  const news = newsOf(0);
  news.tell(site, events);
  await news.settled();
  const heard: unknown[] = [];
  while (heard.length < events.length) heard.push(await page.next());
  expect(new Set(heard.map((event) => JSON.stringify(event)))).toEqual(
    new Set(events.map((event) => JSON.stringify(event))),
  );
});

test('a page is told that it may have missed something when the line to the database was cut', async () => {
  const [site, pages] = [randomUUID(), [0, 1]];
  const [own, other] = await Promise.all(pages.map((index) => hear(index, site)));
  await processes[0]?.database.connection.execute(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where query ilike 'listen%' and datname = current_database() and pid <> pg_backend_pid()`);
  expect([await own?.next(), await other?.next()]).toEqual([{ type: 'gap' }, { type: 'gap' }]);
  const event = batchChanged();
  newsOf(0).tell(site, [event]);
  expect([await own?.next(), await other?.next()]).toEqual([event, event]);
});
