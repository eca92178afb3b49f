import type { Failure } from '#contracts';
import { FailureError, type LedgerClient, type LedgerUploadEngine } from '#upload-engine';
import { collectPickedFiles, createBrowserLedgerUploadEngine } from '#upload-engine/browser';
import { createContentHasher } from '../../../../src/upload-engine/browser/content-hasher.ts';
import { type KeptFilesOptions, openKeptFiles } from '../../../../src/upload-engine/browser/kept-files.ts';
import { sampleHash } from '../../../../src/upload-engine/browser/sample-hash.ts';

const hasher = createContentHasher();

function chosenFile(): File {
  const input = document.getElementById('file');
  const file = input instanceof HTMLInputElement ? input.files?.[0] : undefined;
  if (!file) throw new Error('no file was chosen');
  return file;
}

const hashOf = (body: Blob, signal = new AbortController().signal) =>
  hasher.md5(body, signal).then(
    (md5) => ({ md5 }),
    (error: unknown) => (error instanceof FailureError ? { failure: error.failure } : { aborted: String(error) }),
  );

/** The ledger lives outside of the browser, as a server does. */
declare function ledgerCall(method: string, request: unknown): Promise<{ result?: unknown; failure?: Failure }>;

async function callLedger<Result>(method: string, request?: unknown): Promise<Result> {
  const answer = await ledgerCall(method, request);
  if (answer.failure) throw new FailureError(answer.failure);
  return answer.result as Result;
}

const client: LedgerClient = {
  openBatch: (request) => callLedger('openBatch', request),
  acquireLease: (request) => callLedger('acquireLease', request),
  renewLeases: (request) => callLedger('renewLeases', request),
  releaseLease: (proof) => callLedger('releaseLease', proof),
  recordItems: (request) => callLedger('recordItems', request),
  recordChanges: (request) => callLedger('recordChanges', request),
  listOpenBatches: () => callLedger('listOpenBatches'),
  loadBatch: (request) => callLedger('loadBatch', request),
  skipTwins: (request) => callLedger('skipTwins', request),
  forgetBatch: (request) => callLedger('forgetBatch', request),
  trashReplaced: (request) => callLedger('trashReplaced', request),
};

let page: LedgerUploadEngine | undefined;

const storage = {
  /** A page with a ledger, as the dashboard has one. */
  startPage(uploadOrigin: string) {
    page = createBrowserLedgerUploadEngine(
      {
        tickets: {
          requestTickets: async (requests) =>
            requests.map(({ uploadId }) => ({
              uploadId,
              ticket: { protocol: 'put', uploadUrl: `${uploadOrigin}/upload/${uploadId}` },
            })),
        },
        readiness: { getFileStates: (fileIds) => callLedger('getFileStates', fileIds) },
      },
      { client, siteId: 'whole-page' },
    );
    return page.ledger.refresh();
  },
  async addChosen() {
    const input = document.getElementById('file');
    if (!(input instanceof HTMLInputElement) || !input.files) throw new Error('there is no input');
    return page?.engine.add((await collectPickedFiles(input.files)).files, { kind: 'inbox-media' });
  },
  async continueWithChosen(batchId: string) {
    const input = document.getElementById('file');
    if (!(input instanceof HTMLInputElement) || !input.files) throw new Error('there is no input');
    return page?.ledger.continueWith(batchId, (await collectPickedFiles(input.files)).files);
  },
  states: () => page?.engine.getItemIds().map((id) => page?.engine.getItem(id)?.state),
  openBatches: () => page?.ledger.getOpenBatches(),
  /** MD5 of the chosen file; `longestBlockMs` is how long the page itself stood still meanwhile. */
  async md5OfChosen() {
    let longestBlockMs = 0;
    let last = performance.now();
    const timer = setInterval(() => {
      longestBlockMs = Math.max(longestBlockMs, performance.now() - last);
      last = performance.now();
    }, 5);
    const result = await hashOf(chosenFile());
    clearInterval(timer);
    return { ...result, longestBlockMs };
  },
  sizeOfChosen: () => chosenFile().size,
  md5OfText: (text: string) => hashOf(new Blob([text])),
  /** One hash that is given up at once, and one behind it. */
  async abortOneOfTwo(text: string) {
    const controller = new AbortController();
    const first = hashOf(new Blob([new Uint8Array(64 * 1024 * 1024)]), controller.signal);
    const second = hashOf(new Blob([text]));
    controller.abort('given up');
    return { first: await first, second: await second };
  },
  /** Hashes asked for together: one before a large file and one behind it, and one that is given up before it is asked for. */
  async md5OfGroup(before: string, sizeInBytes: number, behind: string) {
    const group = createContentHasher(25);
    const { signal } = new AbortController();
    const givenUp = new AbortController();
    const order: string[] = [];
    const ask = async (name: string, body: Blob, stop = signal) => {
      const md5 = await group.md5(body, stop).catch(String);
      order.push(name);
      return md5;
    };
    const asked = [
      ask('before', new Blob([before])),
      ask('given up', new Blob(['?']), givenUp.signal),
      ask('large', new Blob([new Uint8Array(sizeInBytes)])),
      ask('behind', new Blob([behind])),
    ];
    givenUp.abort('given up');
    const hashes = await Promise.all(asked);
    group.dispose();
    return { hashes, order };
  },
  /** What the hasher says of the chosen file, in the order said. */
  async samplesAndMd5OfChosen() {
    const said: string[] = [];
    said.push(await hasher.md5(chosenFile(), new AbortController().signal, (sample) => said.push(sample)));
    return said;
  },
  sampleOfChosen: () => sampleHash(chosenFile()),
  /** The same, off the main thread. */
  workerSampleOfChosen: () =>
    hasher
      .sample(chosenFile())
      .catch((error: unknown) => (error instanceof FailureError ? error.failure : String(error))),
  async keep(options: KeptFilesOptions, uploadId: string, text: string) {
    const kept = await openKeptFiles(options);
    const isKept = await kept.keep(uploadId, new File([text], `${uploadId}.txt`, { lastModified: 1_234 }));
    kept.close();
    return { available: kept.available, isKept };
  },
  async keepLarge(sizeInBytes: number) {
    const kept = await openKeptFiles({ siteId: 'large' });
    const isKept = await kept.keep('large', new File([new Uint8Array(sizeInBytes)], 'large'));
    kept.close();
    return isKept;
  },
  async take(siteId: string, uploadIds: readonly string[]) {
    const kept = await openKeptFiles({ siteId });
    const files = await kept.take(uploadIds);
    kept.close();
    return Promise.all(
      [...files].map(async ([uploadId, file]) => ({
        uploadId,
        name: file.name,
        lastModified: file.lastModified,
        text: await file.text(),
      })),
    );
  },
  async keepAt(siteId: string, uploadId: string, time: number) {
    const kept = await openKeptFiles({ siteId, now: () => time });
    const isKept = await kept.keep(uploadId, new File(['old'], 'old'));
    kept.close();
    return isKept;
  },
  async forget(siteId: string, uploadIds: readonly string[]) {
    const kept = await openKeptFiles({ siteId });
    await kept.forget(uploadIds);
    kept.close();
  },
  /** Whether this frame may use IndexedDB at all. */
  isStorageRefused: async () => {
    try {
      const request = indexedDB.open('probe');
      await new Promise((resolve, reject) => {
        request.onsuccess = resolve;
        request.onerror = () => reject(request.error);
      });
      return false;
    } catch {
      return true;
    }
  },
};

export type StorageHarness = typeof storage;

declare global {
  interface Window {
    storage: StorageHarness;
  }
}

window.storage = storage;
