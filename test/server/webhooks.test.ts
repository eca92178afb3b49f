import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type HistoryEntry, type HistoryPage, LIVE_PATH, type MediaFile, type TicketsResponse } from '#contracts';
import { type AppOnStandIn, type KnownSite, startAppOnStandIn } from '../support/app-on-stand-in.ts';
import { readEventStream } from '../support/event-stream.ts';

let app: AppOnStandIn;
let site: KnownSite;
let token: string;
beforeAll(async () => {
  app = await startAppOnStandIn();
  [site] = app.sites;
  token = await app.tokenFor(site);
});
afterAll(() => app.close());
beforeEach(() => app.control('PUT', '/faults', {}));

/** Gets a ticket as the page does, and sends the bytes. Nobody asks for the file's state afterwards. */
async function upload(fileName: string, mimeType: string, bytes = Buffer.from(`bytes of ${fileName}`)) {
  const uploadId = randomUUID();
  const file = { uploadId, fileName, mimeType, sizeInBytes: bytes.length, parentFolderId: 'media-root' };
  const { outcomes } = await app.call<TicketsResponse>('media-upload', 'createUploadTickets', { files: [file] }, token);
  const [outcome] = outcomes;
  if (!outcome || !('ticket' in outcome)) throw new Error(JSON.stringify(outcome));
  const answer = await fetch(outcome.ticket.uploadUrl, { method: 'PUT', body: bytes });
  expect(answer.status).toBe(200);
  const { file: stored } = (await answer.json()) as { file: { id: string } };
  return { uploadId, fileId: stored.id };
}
async function entryOf(uploadId: string): Promise<HistoryEntry | undefined> {
  const { entries } = await app.call<HistoryPage>('ledger', 'exportHistory', {}, token);
  return entries.find((entry) => entry.uploadId === uploadId);
}
async function outcomesOf(outcome: string): Promise<number> {
  const line = (await app.metrics())
    .split('\n')
    .find((text) => text.startsWith(`uplift_webhooks_total{outcome="${outcome}"}`));
  return Number(line?.split(' ').at(-1) ?? 0);
}

interface Signed {
  readonly key?: KeyObject;
  readonly instanceId?: string;
  readonly expiresAt?: number;
  readonly data?: unknown;
}
function sign(eventType: string, payload: unknown, overrides: Signed = {}): Promise<string> {
  const { key = app.webhookKey, instanceId = site.instanceId } = overrides;
  const event = JSON.stringify({ eventType, instanceId, data: JSON.stringify(payload) });
  return new SignJWT({ data: 'data' in overrides ? overrides.data : event })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuedAt()
    .setExpirationTime(overrides.expiresAt ?? '1h')
    .sign(key);
}
const deliver = (body: string) =>
  fetch(`${app.url}/webhooks`, { method: 'POST', body, headers: { 'content-type': 'text/plain' } });

const statesOf = async (fileIds: readonly string[]) => {
  const { files } = await app.call<{ files: readonly MediaFile[] }>(
    'media-upload',
    'getFileStates',
    { fileIds },
    token,
  );
  return new Map(files.map(({ id, operationStatus }) => [id, operationStatus]));
};

test('a page that asks about files is told what Wix has told already, also while Wix takes no more calls', async () => {
  await app.control('PUT', '/faults', { processingDelayMs: 60_000 });
  const picture = await upload('portrait.jpg', 'image/jpeg');
  const film = await upload('dance.mp4', 'video/mp4');
  await expect.poll(async () => (await entryOf(picture.uploadId))?.state).toBe('ready');

  await app.control('PUT', '/faults', { tooManyRequestsRate: 1 });
  expect(await statesOf([picture.fileId])).toEqual(new Map([[picture.fileId, 'READY']]));
  const both = new Map([
    [picture.fileId, 'READY'],
    [film.fileId, 'PENDING'],
  ]);
  expect(await statesOf([film.fileId, picture.fileId])).toEqual(both);
  await app.control('PUT', '/faults', {});
  expect(await statesOf([film.fileId, picture.fileId])).toEqual(both);
});

test('a file that Wix has processed is ready in the ledger although no page asked, and pages hear of it', async () => {
  const { body } = await fetch(`${app.url}${LIVE_PATH}`, { headers: { authorization: token } });
  const other = await fetch(`${app.url}${LIVE_PATH}`, { headers: { authorization: await app.tokenFor(app.sites[1]) } });
  if (!body || !other.body) throw new Error('no stream');
  const [events, foreign] = [readEventStream(body), readEventStream(other.body)];
  const { uploadId, fileId } = await upload('cake.jpg', 'image/jpeg');
  const news = { type: 'file-changed', uploadId, fileId, state: 'ready' };
  // News of earlier tests may still be on its way.
  const seen: unknown[] = [];
  while (!seen.some((event) => isDeepStrictEqual(event, news))) seen.push(await events.next());
  expect(await entryOf(uploadId)).toMatchObject({ fileId, state: 'ready', url: expect.stringContaining(fileId) });
  await Promise.all([events.cancel(), foreign.cancel()]);
  await expect(foreign.next()).rejects.toThrow('the stream ended');
});

test('a video is ready after its processing, and failed with a reason when that fails', async () => {
  await app.control('PUT', '/faults', { processingDelayMs: 50 });
  const good = await upload('good.mp4', 'video/mp4');
  await expect.poll(async () => (await entryOf(good.uploadId))?.state).toBe('ready');
  await app.control('PUT', '/faults', { processingDelayMs: 50, processingFailureRate: 1 });
  const bad = await upload('bad.mp4', 'video/mp4');
  await expect
    .poll(() => entryOf(bad.uploadId))
    .toMatchObject({
      state: 'failed',
      failure: { code: 'PROCESSING_FAILED' },
    });
});

test('events that Wix delivers twice count once', async () => {
  const [kept, repeated] = [await outcomesOf('kept'), await outcomesOf('repeated')];
  await app.control('PUT', '/faults', { webhookDuplicateRate: 1 });
  const { uploadId } = await upload('twice.jpg', 'image/jpeg');
  await expect.poll(() => outcomesOf('repeated')).toBe(repeated + 1);
  expect(await outcomesOf('kept')).toBe(kept + 1);
  await expect.poll(async () => (await entryOf(uploadId))?.state).toBe('ready');
});

test('every event of this Wix was taken: none waits to be sent again', async () => {
  await expect.poll(() => app.control('GET', '/deliveries')).toEqual({ deliveries: [] });
  expect(await outcomesOf('failed')).toBe(0);
});

test('a site that removes the app and takes it back is told so', async () => {
  // These events have no id and are as old as the second in which they were signed.
  const startedIn = Math.floor(Date.now() / 1000);
  await expect.poll(() => Math.floor(Date.now() / 1000), { timeout: 3000 }).toBeGreaterThan(startedIn);
  const kept = await outcomesOf('kept');
  await app.control('PUT', `/sites/${app.sites[1].id}/app`, { installed: false });
  await expect.poll(() => outcomesOf('kept')).toBe(kept + 1);
  await app.control('PUT', `/sites/${app.sites[1].id}/app`, { installed: true });
  await expect.poll(() => outcomesOf('kept')).toBe(kept + 2);
});

test('what Wix did not sign for this app, or signed too long ago, is refused without a word why', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const payload = { appId: app.standIn.credentials.appId };
  const good = await sign('AppRemoved', payload);
  const [header, claims, signature] = good.split('.');
  const forged = Buffer.from(JSON.stringify({ data: '{}' })).toString('base64url');
  const unsignedHeader = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
  const kept = await outcomesOf('kept');
  for (const body of [
    await sign('AppRemoved', payload, { key: privateKey }),
    await sign('AppRemoved', payload, { expiresAt: Math.floor(Date.now() / 1000) - 10 }),
    `${header}.${forged}.${signature}`,
    `${unsignedHeader}.${claims}.`,
    'no token at all',
    '{"eventType":"AppRemoved"}',
    '',
  ]) {
    const answer = await deliver(body);
    expect([answer.status, await answer.text()]).toEqual([401, 'invalid request']);
  }
  expect(await outcomesOf('kept')).toBe(kept);
});

test('a body that is signed and yet no event is refused, and one of endless length is not read', async () => {
  for (const data of ['no json', '{}', JSON.stringify({ eventType: 'AppRemoved', data: '{}' }), { an: 'object' }]) {
    const answer = await deliver(await sign('AppRemoved', {}, { data }));
    expect([answer.status, await answer.text()]).toEqual([400, 'invalid request']);
  }
  expect((await deliver('x'.repeat(600 * 1024))).status).toBe(413);
});

test('an event that nobody handles is answered 200, so that it does not come again for two days, and is logged', async () => {
  const ignored = await outcomesOf('ignored');
  expect((await deliver(await sign('wix.blog.v1.post_created', {}))).status).toBe(200);
  expect(await outcomesOf('ignored')).toBe(ignored + 1);
  const line = app
    .log()
    .split('\n')
    .find((text) => text.includes('wix.blog.v1.post_created'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 40, outcome: 'ignored', instanceId: site.instanceId });
});

test('another app’s removal is not ours', async () => {
  const foreign = await outcomesOf('foreign');
  expect((await deliver(await sign('AppRemoved', { appId: randomUUID() }))).status).toBe(200);
  expect(await outcomesOf('foreign')).toBe(foreign + 1);
});

test('only POST is a webhook', async () => {
  expect((await fetch(`${app.url}/webhooks`)).status).toBe(404);
});

test('what Wix delivers in the ordinary way is no line in the log of a quiet server', () => {
  const lines = app
    .log()
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as { level: number; path?: string; status?: number; outcome?: string });
  const delivered = lines.filter(({ path, status }) => path === '/webhooks' && status === 200);
  expect(delivered.length).toBeGreaterThan(5);
  expect(delivered.filter(({ level }) => level > 20)).toEqual([]);
  expect(lines.filter(({ outcome, level }) => outcome === 'kept' && level > 20)).toEqual([]);
});
