import { afterEach, beforeEach, expect, test } from 'vitest';
import { LIVE_PATH, type LiveEvent } from '#contracts';
import { createLiveStreams, createMetrics, createTokenCheck } from '#server';
import { readEventStream } from '../support/event-stream.ts';
import { APP_ID, type RunningApp, startApp } from '../support/running-app.ts';

type Listener = Parameters<Parameters<typeof createLiveStreams>[0]['subscribe']>[1];

/** Small, so that the tests need not wait. */
const HEARTBEAT_MS = 20;
const MOST_PER_SITE = 2;
const changed: LiveEvent = {
  type: 'file-changed',
  uploadId: '0b0a3c8e-7f0e-4f0e-9a53-7b0f5f0f2c11',
  fileId: 'f',
  state: 'ready',
};

let app: RunningApp;
/** Who listens for which site. */
let listeners: { readonly instanceId: string; readonly listener: Listener }[];
let now: number;
let streams: ReturnType<typeof createLiveStreams>;
beforeEach(async () => {
  listeners = [];
  now = Date.now();
  const metrics = createMetrics();
  streams = createLiveStreams({
    metrics,
    heartbeatMs: HEARTBEAT_MS,
    mostPerSite: MOST_PER_SITE,
    subscribe: async (instanceId, listener) => {
      const subscription = { instanceId, listener };
      listeners.push(subscription);
      return () => {
        listeners = listeners.filter((candidate) => candidate !== subscription);
      };
    },
  });
  const checkToken = createTokenCheck({ appId: APP_ID, metrics, now: () => now });
  app = await startApp({ liveStreams: streams, checkToken });
});
afterEach(async () => {
  streams.close();
  await app.close();
});

function publish(instanceId: string, message: Parameters<Listener>[0]): void {
  for (const { listener } of listeners.filter((subscription) => subscription.instanceId === instanceId))
    listener(message);
}
const ask = (token?: string) =>
  fetch(`${app.url}${LIVE_PATH}`, token === undefined ? {} : { headers: { authorization: token } });
async function open(token: string) {
  const response = await ask(token);
  expect(response.status).toBe(200);
  if (!response.body) throw new Error('no stream');
  return { response, events: readEventStream(response.body) };
}

test('a page hears what happens on its site, as server-sent events', async () => {
  const { response, events } = await open(app.issueToken('site-a'));
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('cache-control')).toBe('no-store, no-transform');
  publish('site-a', {
    kind: 'event',
    event: [changed, { type: 'lease-changed', batchId: changed.uploadId, isHeld: true }],
  });
  expect([await events.next(), await events.next()]).toEqual([
    changed,
    { type: 'lease-changed', batchId: changed.uploadId, isHeld: true },
  ]);
  await events.cancel();
});

test('a page hears nothing of another site', async () => {
  const { events } = await open(app.issueToken('site-a'));
  publish('site-b', { kind: 'event', event: [changed] });
  publish('site-a', { kind: 'event', event: [{ type: 'batch-changed', batchId: changed.uploadId }] });
  expect(await events.next()).toEqual({ type: 'batch-changed', batchId: changed.uploadId });
  await events.cancel();
});

test('what was lost between processes is told as a gap; what this version does not know is not told', async () => {
  const { events } = await open(app.issueToken('site-a'));
  publish('site-a', { kind: 'event', event: [{ type: 'of-a-newer-version' }, 'text'] });
  publish('site-a', { kind: 'event', event: 'no list' });
  publish('site-a', { kind: 'gap' });
  expect(await events.next()).toEqual({ type: 'gap' });
  await events.cancel();
});

test('without a good token there is no stream', async () => {
  const refusals = await Promise.all([
    ask(),
    ask('OauthNG.JWS.nobody-knows-this-one'),
    ask(app.issueToken('site-a', { active: false })),
    ask(app.issueToken('site-a', { subjectType: 'VISITOR' })),
    ask(app.issueToken('site-a', { clientId: 'another-app' })),
  ]);
  expect(await Promise.all(refusals.map(async (answer) => [answer.status, (await answer.json()).code]))).toEqual([
    [401, 'TOKEN_MISSING'],
    [401, 'TOKEN_INVALID'],
    [401, 'TOKEN_INVALID'],
    [403, 'TOKEN_FORBIDDEN'],
    [403, 'TOKEN_FORBIDDEN'],
  ]);
  expect(listeners).toEqual([]);
});

test('a user without media rights hears nothing', async () => {
  app.wix.on('GET /site-media/v1/folders', () => ({ status: 403, json: { message: 'forbidden', details: {} } }));
  const answer = await ask(app.issueToken('site-a'));
  expect([answer.status, (await answer.json()).code]).toEqual([403, 'MEDIA_PERMISSION_REQUIRED']);
  expect(listeners).toEqual([]);
});

test('where Wix cannot say who asks, the answer is no stream that looks like one', async () => {
  app.wix.on('GET /site-media/v1/folders', () => ({ status: 500, json: {} }));
  const answer = await ask(app.issueToken('site-a'));
  expect([answer.status, (await answer.json()).code]).toEqual([503, 'WIX_UNAVAILABLE']);
});

test('heartbeats come while nothing happens', async () => {
  const { events } = await open(app.issueToken('site-a'));
  await expect.poll(() => events.comments()).toBeGreaterThan(3);
  await events.cancel();
});

test('the stream ends when the session has ended, and whoever listened is forgotten', async () => {
  const token = app.issueToken('site-a');
  const { events } = await open(token);
  app.wix.tokens.delete(token);
  await expect.poll(() => events.comments()).toBeGreaterThan(2);
  expect(listeners).toHaveLength(1);
  now += 60_000;
  await events.ended();
  expect(listeners).toEqual([]);
});

test('the stream ends at the token’s own end', async () => {
  const { events } = await open(app.issueToken('site-a', { exp: Math.floor(now / 1000) + 30 }));
  now += 31_000;
  await events.ended();
});

test('the stream ends when the user loses the right to the media', async () => {
  const { events } = await open(app.issueToken('site-a'));
  app.wix.on('GET /site-media/v1/folders', () => ({ status: 403, json: { message: 'forbidden', details: {} } }));
  now += 60_000;
  await events.ended();
});

test('a site has a bounded number of streams; a page that leaves makes room, and other sites are not concerned', async () => {
  const token = app.issueToken('site-a');
  const opened = [await open(token), await open(token)];
  const refused = await ask(token);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
  const other = await open(app.issueToken('site-b'));
  await opened[0]?.events.cancel();
  await expect.poll(() => listeners.length).toBe(2);
  const again = await open(token);
  await Promise.all([opened[1]?.events.cancel(), other.events.cancel(), again.events.cancel()]);
});

test('an open stream does not hold up a server that stops', async () => {
  const { events } = await open(app.issueToken('site-a'));
  streams.close();
  const startedAt = performance.now();
  await app.listening.close();
  expect(performance.now() - startedAt).toBeLessThan(2000);
  await events.ended();
});

test('a server that stops ends its streams and opens none', async () => {
  const token = app.issueToken('site-a');
  const { events } = await open(token);
  streams.close();
  await events.ended();
  expect((await ask(token)).status).toBe(503);
});
