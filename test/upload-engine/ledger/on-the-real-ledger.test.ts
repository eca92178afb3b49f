import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  AppError,
  acquireLeaseRequestSchema,
  forgetBatchRequestSchema,
  LEASE_LIFETIME_MS,
  leaseProofSchema,
  loadBatchRequestSchema,
  type MediaFile,
  mediaTicketsRequestSchema,
  openBatchRequestSchema,
  recordChangesRequestSchema,
  recordItemsRequestSchema,
  renewLeasesRequestSchema,
  skipTwinsRequestSchema,
} from '#contracts';
import { createSecretBox, type Database, openDatabase } from '#database';
import {
  type Clock,
  createLedgerUploadEngine,
  FailureError,
  type LedgerClient,
  type SourceFile,
  type TicketRequest,
} from '#upload-engine';
import {
  acquireLedgerLease,
  forgetLedgerBatch,
  listOpenLedgerBatches,
  openLedgerBatch,
  releaseLedgerLease,
  renewLedgerLeases,
} from '../../../src/backend/ledger-batches.ts';
import { recordDescriptions } from '../../../src/backend/ledger-files.ts';
import { loadLedgerBatch, recordLedgerChanges, recordLedgerItems } from '../../../src/backend/ledger-records.ts';
import type { LedgerServices } from '../../../src/backend/ledger-services.ts';
import { ticketsThroughLedger } from '../../../src/backend/ledger-tickets.ts';
import { skipTwins } from '../../../src/backend/ledger-twins.ts';
import { parseRequest } from '../../../src/backend/parse-request.ts';
import { sourceFromFile } from '../../../src/upload-engine/browser/source-file.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database?.close());

const realClock: Clock = {
  now: () => performance.now(),
  setTimeout(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  nextFrame(callback) {
    const timer = setTimeout(callback, 16);
    return () => clearTimeout(timer);
  },
  yield: () => new Promise((resolve) => setImmediate(resolve)),
};

/** What the server's web methods do with a failure on its way to the page. */
async function overTheWire<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof AppError ? new FailureError(error.failure) : error;
  }
}

/** The ledger's cores behind the schemas of the contract, for one site. */
function realLedger() {
  const site = { instanceId: randomUUID(), userId: 'dana' };
  let skippedMs = 0;
  const services: LedgerServices = {
    connection: database.connection,
    secretBox: createSecretBox('secret'),
    now: () => new Date(Date.now() + skippedMs),
  };
  const client: LedgerClient = {
    openBatch: (request) =>
      overTheWire(() => openLedgerBatch(services, site, parseRequest(openBatchRequestSchema, request))),
    acquireLease: (request) =>
      overTheWire(() => acquireLedgerLease(services, site, parseRequest(acquireLeaseRequestSchema, request))),
    renewLeases: (request) =>
      overTheWire(() => renewLedgerLeases(services, site, parseRequest(renewLeasesRequestSchema, request))),
    releaseLease: (proof) =>
      overTheWire(() => releaseLedgerLease(services, site, parseRequest(leaseProofSchema, proof))),
    recordItems: (request) =>
      overTheWire(() => recordLedgerItems(services, site, parseRequest(recordItemsRequestSchema, request))),
    recordChanges: (request) =>
      overTheWire(async () => {
        await recordLedgerChanges(services, site, parseRequest(recordChangesRequestSchema, request));
      }),
    listOpenBatches: () => overTheWire(() => listOpenLedgerBatches(services, site)),
    loadBatch: (request) =>
      overTheWire(() => loadLedgerBatch(services, site, parseRequest(loadBatchRequestSchema, request))),
    skipTwins: (request) =>
      overTheWire(() => skipTwins(services, site, parseRequest(skipTwinsRequestSchema, request).lease, async () => [])),
    forgetBatch: (request) =>
      overTheWire(() => forgetLedgerBatch(services, site, parseRequest(forgetBatchRequestSchema, request))),
    trashReplaced: () => Promise.reject(new Error('nothing is replaced here')),
  };
  return { site, services, client, skip: (ms: number) => (skippedMs += ms) };
}

/** Wix as this test needs it: takes files, and knows the MD5 of what it stored. */
function realEnough({ site, services }: ReturnType<typeof realLedger>) {
  const library = new Map<string, MediaFile>();
  const resumed: string[] = [];
  let issued = 0;
  const siteFiles = {
    read: async (ids: readonly string[]) => ids.flatMap((id) => library.get(id) ?? []),
    find: async () => [],
    delete: async () => {},
  };
  return {
    library,
    resumed,
    store(content: string): MediaFile {
      const id = `file-${library.size + 1}`;
      const hash = createHash('md5').update(content).digest('hex');
      const file: MediaFile = {
        id,
        displayName: id,
        url: `https://static.example/${id}`,
        hash,
        sizeInBytes: content.length,
        mediaType: 'IMAGE',
        operationStatus: 'READY',
      };
      library.set(id, file);
      return file;
    },
    async requestTickets(requests: readonly TicketRequest[]) {
      const lease = requests[0]?.lease;
      const { files } = mediaTicketsRequestSchema.parse({
        files: requests.map(({ uploadId, fileName, mimeType, sizeInBytes }) => ({
          uploadId,
          fileName,
          mimeType,
          sizeInBytes,
          parentFolderId: 'media-root',
        })),
        ...(lease ? { lease } : {}),
      });
      return overTheWire(() =>
        ticketsThroughLedger(services, {
          caller: site,
          wishes: files,
          lease,
          siteFiles,
          requestTickets: async (wishes) =>
            wishes.map(({ uploadId }) => {
              issued += 1;
              const ticket = {
                protocol: 'tus' as const,
                uploadUrl: 'https://upload.example/tus',
                uploadToken: `t${issued}`,
              };
              return { uploadId, ticket };
            }),
        }),
      );
    },
    getFileStates: async (ids: readonly string[]) =>
      (await recordDescriptions(services, site.instanceId, await siteFiles.read(ids))).files,
  };
}

function openPage(server: ReturnType<typeof realLedger>, wix: ReturnType<typeof realEnough>, accepts: () => boolean) {
  return createLedgerUploadEngine(
    {
      clock: realClock,
      newId: randomUUID,
      connectivity: { isOnline: () => true, subscribe: () => () => {} },
      tickets: { requestTickets: wix.requestTickets },
      readiness: { getFileStates: wix.getFileStates },
      transports: {
        put: { send: () => Promise.reject(new Error('no PUT here')), terminate: async () => {} },
        tus: {
          async send(job, events, signal) {
            if (job.ticket.protocol === 'tus' && job.ticket.resumeUrl) wix.resumed.push(job.ticket.resumeUrl);
            events.onResumeUrl(`https://upload.example/tus/${contentOf(job.body)}`);
            events.onAccepted(4);
            if (accepts()) return wix.store(contentOf(job.body));
            return new Promise((_, reject) => {
              signal.addEventListener('abort', () => reject(signal.reason), { once: true });
            });
          },
          terminate: async () => {},
        },
      },
    },
    {
      client: server.client,
      holderId: randomUUID(),
      hasher: {
        async md5(body, _, onSample) {
          onSample?.(sampleOf(contentOf(body)));
          return createHash('md5').update(contentOf(body)).digest('hex');
        },
      },
      sampleHash: async (body) => sampleOf(contentOf(body)),
      kept: Promise.resolve({
        available: false,
        keep: async () => false,
        take: async () => new Map(),
        forget: async () => undefined,
      }),
    },
  );
}

const sampleOf = (content: string) => createHash('sha256').update(content).digest('hex');
const contentOf = (body: object): string => ('content' in body ? String(body.content) : '');
const fileOf = (path: string): SourceFile => ({
  name: path.split('/').at(-1) ?? path,
  path,
  type: 'image/jpeg',
  lastModified: 5,
  body: { content: `bytes-of-${path.replaceAll('/', '-')}` },
  sizeInBytes: () => `bytes-of-${path}`.length,
  readHead: async () => new Uint8Array(1),
});
const destination = { kind: 'site-media', folderId: 'media-root' } as const;

test('two pages, one after the other, and the server’s own ledger: every file once, resumed where it stood, verified', async () => {
  const server = realLedger();
  const wix = realEnough(server);
  const files = ['W/1.jpg', 'W/2.jpg', 'W/3.jpg'].map(fileOf);
  let mayAccept = 1;
  const first = openPage(server, wix, () => mayAccept-- > 0);
  const batchId = first.engine.add(files, destination);
  const inLedger = async () => (await loadLedgerBatch(server.services, server.site, { batchId })).items;
  await vi.waitFor(
    async () => {
      const items = await inLedger();
      expect(items.map(({ state }) => state).toSorted()).toEqual(['ready', 'sending', 'sending']);
      expect(items.every(({ sampleHash, bytesAccepted }) => sampleHash && bytesAccepted > 0)).toBe(true);
    },
    { timeout: 10_000, interval: 100 },
  );
  first.engine.dispose();

  const second = openPage(server, wix, () => true);
  await second.ledger.refresh();
  expect(second.ledger.getOpenBatches()).toMatchObject([{ label: 'W', done: 1, toSend: 2, canContinue: false }]);
  expect(await second.ledger.continueWith(batchId, files)).toMatchObject({ kind: 'held', heldBy: { userId: 'dana' } });
  await first.ledger.dispose();
  server.skip(LEASE_LIFETIME_MS);
  expect(await second.ledger.continueWith(batchId, files)).toMatchObject({
    kind: 'continued',
    counts: { total: 3, known: 3, done: 1, toSend: 2, missing: 0 },
  });
  await vi.waitFor(() => expect(second.engine.getSummary()).toMatchObject({ total: 3, byStatus: { ready: 3 } }), {
    timeout: 10_000,
    interval: 100,
  });
  expect(wix.library.size).toBe(3);
  expect(wix.resumed).toHaveLength(2);
  await vi.waitFor(
    async () => {
      const items = await inLedger();
      expect(items.map(({ state, verification }) => [state, verification])).toEqual(
        items.map(() => ['ready', 'verified']),
      );
    },
    { timeout: 10_000, interval: 100 },
  );
  for (const id of second.engine.getItemIds()) {
    expect(second.engine.getItem(id)?.state).toMatchObject({ status: 'ready', file: { verification: 'verified' } });
  }
  second.engine.dispose();
  await second.ledger.dispose();
}, 60_000);

/** A file as a browser hands it over whose name a file system keeps as any 16-bit units. */
function pickedFile(given: string): SourceFile {
  const file = new File(['x'], 'x.jpg');
  Object.defineProperty(file, 'name', { value: given.split('/').at(-1) });
  const { name, path } = sourceFromFile(file, given);
  return { ...fileOf(given.toWellFormed()), name, path };
}

test('names with half of a surrogate pair keep no file out of the ledger, and are found again after a reload', async () => {
  const server = realLedger();
  const wix = realEnough(server);
  const pickAll = () => ['W/a\ud83d.jpg', 'W\udc00/b.jpg', 'W/plain.jpg'].map(pickedFile);
  const first = openPage(server, wix, () => false);
  const batchId = first.engine.add(pickAll(), destination);
  const inLedger = async () => (await loadLedgerBatch(server.services, server.site, { batchId })).items;
  await vi.waitFor(async () => expect((await inLedger()).map(({ state }) => state)).toEqual(Array(3).fill('sending')), {
    timeout: 10_000,
    interval: 100,
  });
  expect((await inLedger()).map(({ path }) => path).toSorted()).toEqual([
    'W/a\ufffd.jpg',
    'W/plain.jpg',
    'W\ufffd/b.jpg',
  ]);
  first.engine.dispose();
  await first.ledger.dispose();

  const second = openPage(server, wix, () => true);
  server.skip(LEASE_LIFETIME_MS);
  expect(await second.ledger.continueWith(batchId, pickAll())).toMatchObject({
    kind: 'continued',
    counts: { total: 3, known: 3, toSend: 3, added: 0, missing: 0 },
  });
  await vi.waitFor(() => expect(second.engine.getSummary()).toMatchObject({ total: 3, byStatus: { ready: 3 } }), {
    timeout: 10_000,
    interval: 100,
  });
  second.engine.dispose();
  await second.ledger.dispose();
}, 60_000);
