import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appInstances } from '@wix/app-management';
import { files } from '@wix/media';
import { AppStrategy, createClient } from '@wix/sdk';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deferred } from '../support/deferred.ts';
import { APP_ID, type Fixture, PNG, put, startFixture, until } from './stand-in-fixture.ts';

interface Received {
  readonly body: string;
  readonly contentType: string | undefined;
  readonly at: number;
}

let fixture: Fixture;
let app: Server;
let received: Received[] = [];
/** What the app's webhook answers next; 200 when there is nothing more. */
let answers: (number | 'silence')[] = [];
/** Nothing is answered before. */
let hold = Promise.resolve();
let atOnce = 0;
let mostAtOnce = 0;

beforeAll(async () => {
  fixture = await startFixture();
  app = createServer(async (request, response) => {
    const body = await request.setEncoding('utf8').toArray();
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    response.once('close', () => {
      atOnce -= 1;
    });
    received.push({ body: body.join(''), contentType: request.headers['content-type'], at: Date.now() });
    await hold;
    const answer = answers.shift() ?? 200;
    if (answer !== 'silence') response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  fixture.standIn.connectApp({
    pageUrl: 'http://127.0.0.1:1/',
    webhookUrl: `http://127.0.0.1:${(app.address() as AddressInfo).port}/webhooks`,
  });
  await until(async () => received.length >= 2);
});
afterAll(async () => {
  await fixture.close();
  app.closeAllConnections();
  app.close();
});
const allDelivered = () =>
  until(async () => (await fixture.control<{ deliveries: unknown[] }>('GET', '/deliveries')).deliveries.length === 0);

beforeEach(async () => {
  await allDelivered();
  await fixture.faults({ processingDelayMs: 50 });
  received = [];
  answers = [];
});

/** The SDK verifies and unpacks, as the app does it. */
function processor(publicKey = fixture.standIn.credentials.publicKey) {
  const events: { kind: string; envelope: Record<string, unknown> }[] = [];
  const client = createClient({ auth: AppStrategy({ appId: APP_ID, publicKey }), modules: { files, appInstances } });
  const keep = (kind: string) => (envelope: unknown) =>
    void events.push({ kind, envelope: envelope as Record<string, unknown> });
  client.files.onFileDescriptorFileReady(keep('ready'));
  client.files.onFileDescriptorFileFailed(keep('failed'));
  client.appInstances.onAppInstanceInstalled(keep('installed'));
  client.appInstances.onAppInstanceRemoved(keep('removed'));
  return {
    events,
    process: (body: string) => client.webhooks.process(body),
  };
}

const first = async (): Promise<Received> => until(async () => received[0]);

async function upload(
  mimeType: string,
  fileName: string,
  options: Record<string, unknown> = {},
): Promise<{ id: string; operationStatus: string }> {
  const { uploadUrl } = await fixture.asApp().files.generateFileUploadUrl(mimeType, { fileName, ...options });
  return ((await (await put(uploadUrl, PNG)).json()) as { file: { id: string; operationStatus: string } }).file;
}

test('an image is ready at once, and File Ready comes with its externalInfo, as text that the SDK verifies', async () => {
  const externalInfo = { origin: 'uplift', externalIds: ['upload-1'] };
  const file = await upload('image/png', 'dot.png', { externalInfo });
  expect(file.operationStatus).toBe('READY');
  const { body, contentType } = await first();
  expect(contentType).toBe('text/plain');
  const { events, process } = processor();
  await process(body);
  expect(events[0]).toMatchObject({
    kind: 'ready',
    envelope: {
      data: { file: { _id: file.id, operationStatus: 'READY' }, externalInfo },
      metadata: {
        instanceId: fixture.sites[0].instanceId,
        entityId: file.id,
        slug: 'file_ready',
        entityEventSequence: '1',
      },
    },
  });
});

test('a webhook signed by another key, or changed on the way, is not taken by the SDK', async () => {
  await upload('image/png', 'dot.png');
  const { body } = await first();
  const { publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  await expect(processor(publicKey).process(body)).rejects.toThrow(/signature/);
  await expect(processor().process(`${body.slice(0, -4)}AAAA`)).rejects.toThrow();
});

test('a video is pending first and ready after its processing', async () => {
  await fixture.faults({ processingDelayMs: 1_000 });
  const file = await upload('video/mp4', 'clip.mp4');
  expect(file.operationStatus).toBe('PENDING');
  expect(await fixture.asApp().files.getFileDescriptor(file.id)).toMatchObject({ operationStatus: 'PENDING' });
  await first();
  const ready = await fixture.asApp().files.getFileDescriptor(file.id);
  expect(ready).toMatchObject({ operationStatus: 'READY' });
  expect(ready.media?.video).toMatch(/^wix:video:/);
  expect((await fetch(String(ready.thumbnailUrl))).headers.get('content-type')).toBe('image/svg+xml');
});

test('when processing fails the file is FAILED and the event names it by its entity id alone', async () => {
  await fixture.faults({ processingDelayMs: 50, processingFailureRate: 1 });
  const file = await upload('audio/mpeg', 'song.mp3');
  const { events, process } = processor();
  await process((await first()).body);
  expect(events[0]).toMatchObject({
    kind: 'failed',
    envelope: {
      data: { error: { code: 'FILE_PROCESSING_FAILED' } },
      metadata: { entityId: file.id, slug: 'file_failed' },
    },
  });
  expect(events[0]?.envelope.data).not.toHaveProperty('file');
  expect(await fixture.asApp().files.getFileDescriptor(file.id)).toMatchObject({ operationStatus: 'FAILED' });
});

test('what is not answered 200 in time is sent again, freshly signed, and no more after a 200', async () => {
  answers = [500, 'silence', 200];
  await upload('image/png', 'dot.png');
  await allDelivered();
  expect(received.length).toBeGreaterThanOrEqual(3);
  expect((received[2]?.at ?? 0) - (received[1]?.at ?? 0)).toBeGreaterThan(1_250);
  const { events, process } = processor();
  for (const { body } of received) await process(body);
  const ids = events.map(({ envelope }) => JSON.stringify(envelope.metadata));
  expect(new Set(ids).size).toBe(1);
});

test('of many events no more than some are on their way at once, and all arrive once', async () => {
  const gate = deferred<void>();
  hold = gate.promise;
  const ids = await Promise.all(
    Array.from({ length: 130 }, async (_, n) => (await upload('image/png', `${n}.png`)).id),
  );
  await until(async () => mostAtOnce >= 100);
  gate.resolve();
  await allDelivered();
  const told = received.map(({ body }) => JSON.parse(JSON.parse(String(decodeJwt(body).data)).data).entityId);
  expect(new Set(told)).toEqual(new Set(ids));
  expect(mostAtOnce).toBe(100);
});

test('events come twice when it is set so, with the same event id', async () => {
  await fixture.faults({ webhookDuplicateRate: 1 });
  await upload('image/png', 'dot.png');
  await allDelivered();
  expect(received.length).toBeGreaterThanOrEqual(2);
  const payload = (body: string) => JSON.parse(JSON.parse(String(decodeJwt(body).data)).data);
  expect(payload(received[0]?.body ?? '').id).toBe(payload(received[1]?.body ?? '').id);
});

test('a file that comes back from the trash is told as such', async () => {
  const file = await upload('image/png', 'dot.png');
  await allDelivered();
  received = [];
  await fixture.asApp().files.bulkDeleteFiles([file.id]);
  await fixture.asApp().files.bulkRestoreFilesFromTrashBin([file.id]);
  const { events, process } = processor();
  await process((await first()).body);
  expect(events[0]).toMatchObject({
    envelope: { data: { triggeredByUndelete: true }, metadata: { entityEventSequence: '2' } },
  });
});

test('an installation and a removal are told with the instance of the site', async () => {
  const [, site] = fixture.sites;
  await fixture.control('PUT', `/sites/${site.id}/app`, { installed: false });
  await fixture.control('PUT', `/sites/${site.id}/app`, { installed: true });
  await allDelivered();
  const { events, process } = processor();
  for (const { body } of received) await process(body);
  expect([...new Set(events.map(({ kind }) => kind))].sort()).toEqual(['installed', 'removed']);
  expect(events[0]?.envelope).toMatchObject({ data: { appId: APP_ID }, metadata: { instanceId: site.instanceId } });
});

test('an import is pending without media, then fetched; one that cannot be fetched fails', async () => {
  const source = createServer((_request, response) => response.setHeader('Content-Type', 'image/png').end(PNG));
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(source.address() as AddressInfo).port}/dot`;
  const { file } = await fixture.asApp().files.importFile(url, { displayName: 'picked', mediaType: 'IMAGE' });
  expect(file).toMatchObject({
    displayName: 'picked.png',
    operationStatus: 'PENDING',
    hash: '',
    sizeInBytes: '-1',
    sourceUrl: url,
  });
  expect(file?.media).toBeUndefined();
  await first();
  const id = file?._id ?? '';
  expect(await fixture.asApp().files.getFileDescriptor(id)).toMatchObject({
    operationStatus: 'READY',
    sizeInBytes: '70',
  });
  source.close();

  const far = await fixture.asApp().files.importFile('https://example.com/far.png');
  expect(far.file?.operationStatus).toBe('PENDING');
  await until(
    async () => (await fixture.asApp().files.getFileDescriptor(far.file?._id ?? '')).operationStatus === 'FAILED',
  );
});

test('an import whose type cannot be known, is refused, or contradicts is not taken; a bulk import says it per file', async () => {
  const { files: api } = fixture.asApp();
  await expect(api.importFile('https://example.com/unknown')).rejects.toMatchObject({ status: 400 });
  await expect(api.importFile('https://example.com/setup.exe')).rejects.toMatchObject({ status: 400 });
  await expect(api.importFile('https://example.com/a.png', { mediaType: 'VIDEO' })).rejects.toMatchObject({
    status: 400,
  });
  await expect(api.importFile('no url')).rejects.toMatchObject({ status: 400 });
  const bulk = await api.bulkImportFile([{ url: 'https://example.com/a.png' }, { url: 'https://example.com/b.exe' }], {
    returnEntity: true,
  });
  expect(bulk.bulkActionMetadata).toMatchObject({ totalSuccesses: 1, totalFailures: 1 });
  expect(bulk.results?.map(({ itemMetadata }) => itemMetadata?.success)).toEqual([true, false]);
});
