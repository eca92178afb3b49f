/**
 * A page's engine with its ledger as a process of its own, so that it can be killed at any moment: nothing of it can write
 * a last word. Told what to do by its parent, and tells it every step of every file.
 */
import { createHash, randomUUID } from 'node:crypto';
import { openAsBlob, readFileSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Failure, TicketsResponse } from '#contracts';
import { type Clock, createLedgerUploadEngine, FailureError, type LedgerClient, type SourceFile } from '#upload-engine';
import { webMethodsAt } from '../call-web-method.ts';
import type { PageNews, PageTask } from './page-process.ts';
import { putOverFetch, tusOverFetch } from './transports.ts';

const clock: Clock = {
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

const tell = (news: PageNews) => process.send?.(news);

const SAMPLE_IN_BYTES = 4096;
const mimeTypes: Readonly<Record<string, string>> = { '.png': 'image/png', '.mp4': 'video/mp4' };

/** The body is the file's path: whoever needs bytes reads them. */
const sourceOf = (path: string): SourceFile => ({
  name: basename(path),
  path: `Kills/${basename(path)}`,
  type: mimeTypes[extname(path)] ?? '',
  lastModified: Math.round(statSync(path).mtimeMs),
  body: { path },
  sizeInBytes: () => statSync(path).size,
  readHead: async (length) => new Uint8Array(await (await openAsBlob(path)).slice(0, length).arrayBuffer()),
});
const pathOf = (body: object): string => ('path' in body ? String(body.path) : '');
const md5Of = (body: object) =>
  createHash('md5')
    .update(readFileSync(pathOf(body)))
    .digest('hex');
/** Each file of the tests is known by its first bytes. */
async function sampleOf(body: object): Promise<string> {
  const head = await (await openAsBlob(pathOf(body))).slice(0, SAMPLE_IN_BYTES).arrayBuffer();
  return createHash('sha256').update(new Uint8Array(head)).digest('hex');
}

function connect({ appUrl, token }: PageTask) {
  const callServer = webMethodsAt(appUrl, token);
  const call = async <Result>(file: string, method: string, request?: unknown): Promise<Result> => {
    try {
      return await callServer<Result>(file, method, request);
    } catch (error) {
      const isFailure = typeof error === 'object' && error !== null && 'code' in error && !(error instanceof Error);
      throw new FailureError(isFailure ? (error as Failure) : { code: 'SERVER_UNAVAILABLE' }, { cause: error });
    }
  };
  const client: LedgerClient = {
    openBatch: (request) => call('ledger', 'openBatch', request),
    acquireLease: (request) => call('ledger', 'acquireLease', request),
    renewLeases: (request) => call('ledger', 'renewLeases', request),
    releaseLease: (request) => call('ledger', 'releaseLease', request),
    recordItems: (request) => call('ledger', 'recordItems', request),
    recordChanges: (request) => call('ledger', 'recordChanges', request),
    listOpenBatches: () => call('ledger', 'listOpenBatches'),
    loadBatch: (request) => call('ledger', 'loadBatch', request),
    skipTwins: (request) => call('ledger', 'skipBatchTwins', request),
    forgetBatch: (request) => call('ledger', 'forgetBatch', request),
    trashReplaced: (request) => call('existing-files', 'trashReplacedFiles', request),
  };
  return { call, client };
}

function openPage(task: PageTask) {
  const { call, client } = connect(task);
  return createLedgerUploadEngine(
    {
      clock,
      newId: randomUUID,
      connectivity: { isOnline: () => true, subscribe: () => () => {} },
      tickets: {
        async requestTickets(requests) {
          const lease = requests[0]?.lease;
          const files = requests.map(({ uploadId, fileName, mimeType, sizeInBytes }) => ({
            uploadId,
            fileName,
            mimeType,
            sizeInBytes,
            parentFolderId: 'media-root',
          }));
          const request = { files, ...(lease ? { lease } : {}) };
          return (await call<TicketsResponse>('media-upload', 'createUploadTickets', request)).outcomes;
        },
      },
      readiness: {
        getFileStates: async (fileIds) =>
          (await call<{ files: [] }>('media-upload', 'getFileStates', { fileIds })).files,
      },
      transports: { put: putOverFetch(pathOf), tus: tusOverFetch(pathOf) },
      onTransition({ name, state }, _, previous) {
        if (previous.state.status !== state.status) tell({ type: 'step', name, status: state.status });
      },
    },
    {
      client,
      holderId: randomUUID(),
      hasher: {
        async md5(body, _, onSample) {
          onSample?.(await sampleOf(body));
          return md5Of(body);
        },
      },
      sampleHash: sampleOf,
      // The pages before this one are frozen or dead: no time would be enough.
      standBackMs: 0,
      kept: Promise.resolve({
        available: false,
        keep: async () => false,
        take: async () => new Map(),
        forget: async () => undefined,
      }),
    },
  );
}

async function run(task: PageTask): Promise<void> {
  const { engine, ledger } = openPage(task);
  const files = task.paths.map(sourceOf);
  if (task.batchId === undefined) {
    const batchId = engine.add(files, { kind: 'site-media', folderId: 'media-root' });
    ledger.subscribe(() => {
      if (ledger.getDriver(batchId)?.kind === 'this-page') tell({ type: 'drives', batchId });
    });
    return;
  }
  await ledger.refresh();
  const result = await ledger.continueWith(task.batchId, files, { takeOver: true });
  if (result.kind !== 'continued') throw new Error(`not continued: ${JSON.stringify(result)}`);
  tell({ type: 'drives', batchId: task.batchId });
}

process.once('message', (task: PageTask) => {
  run(task).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
});
// Alone in the world there is nobody to work for.
process.once('disconnect', () => process.exit(0));
tell({ type: 'awake' });
