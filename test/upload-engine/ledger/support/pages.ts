import type { MediaFile, Verification } from '#contracts';
import {
  createLedgerUploadEngine,
  FailureError,
  type LedgerSession,
  type SourceFile,
  type TransportJob,
  type UploadEngine,
  type UploadItem,
} from '#upload-engine';
import { STAND_BACK_MS } from '../../../../src/upload-engine/ledger/lease-keeper.ts';
import { type Deferred, deferred } from '../../../support/deferred.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';
import { createFakeLedger, type FakeLedger } from './fake-ledger.ts';

/** A file on the disk of the user, which outlives every page. */
export interface DiskFile {
  readonly path: string;
  content: string;
  lastModified: number;
  readonly sizeInBytes: number;
}

export interface Sending {
  readonly path: string;
  readonly job: TransportJob;
  readonly signal: AbortSignal;
  readonly outcome: Deferred<MediaFile>;
}

/** One load of the page. */
export interface Page {
  readonly engine: UploadEngine;
  readonly ledger: LedgerSession;
  readonly sendings: Sending[];
  sources(files: readonly DiskFile[]): readonly SourceFile[];
  item(path: string): UploadItem;
  states(): Record<string, string>;
  /** The tab is gone without a word. */
  kill(): void;
}

/** Server, Wix and disk, and as many pages as a test opens. */
export interface World {
  readonly clock: ManualClock;
  readonly ledger: FakeLedger;
  /** Paths of the files that Wix took, in order. */
  readonly stored: string[];
  /** What the browser keeps of small files, if it does. */
  readonly kept: Map<string, SourceFile>;
  readonly wix: {
    /** Uploads are accepted as they come; otherwise the test settles them. */
    accepts: boolean;
    /** What an upload's own answer says. */
    answers: MediaFile['operationStatus'];
    verification: Verification | undefined;
    /** The server finds out that a file arrived although nobody heard the answer. */
    remembers: boolean;
  };
  /** `live`: the page hears of leases that change hands. */
  /** Lets the time pass that a page gives another one that lives to stop. */
  takenOver<Result>(taking: Promise<Result>): Promise<Result>;
  openPage(options?: { storage?: boolean; live?: boolean }): Page;
}

export const siteMedia = { kind: 'site-media', folderId: 'media-root' } as const;

export const onDisk = (...paths: readonly string[]): DiskFile[] =>
  paths.map((path, index) => ({ path, content: `content of ${path}`, lastModified: 1_000 + index, sizeInBytes: 100 }));

const hex = (text: string, length: number) =>
  Buffer.from(text.split('').reverse().join('')).toString('hex').padEnd(length, '0').slice(0, length);

export function createPages(): World {
  const clock = createManualClock();
  const ledger = createFakeLedger(clock);
  const stored: string[] = [];
  const hearers = new Set<(batchId: string) => void>();
  ledger.onLeaseChange = (batchId) => {
    for (const hear of [...hearers]) hear(batchId);
  };
  /** What Wix has of each upload: a ticket for it is answered with the file. */
  const arrived = new Map<string, MediaFile>();
  const kept = new Map<string, SourceFile>();
  const wix: World['wix'] = { accepts: true, answers: 'PENDING', verification: 'verified', remembers: false };
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `40000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  };

  const fileOf = (id: string, sizeInBytes: number, operationStatus: MediaFile['operationStatus']): MediaFile => ({
    id,
    displayName: id,
    url: `https://media.example/${id}`,
    hash: '',
    sizeInBytes,
    mediaType: 'IMAGE',
    operationStatus,
  });

  const openPage = ({ storage = false, live = false } = {}): Page => {
    const sendings: Sending[] = [];
    let isAlive = true;
    const whileAlive = <Result>(run: () => Result | Promise<Result>): Promise<Result> =>
      isAlive ? Promise.resolve(run()) : new Promise<Result>(() => {});

    const send = (job: TransportJob, signal: AbortSignal) => {
      const outcome = deferred<MediaFile>();
      const path = contentPath(job.body);
      sendings.push({ path, job, signal, outcome });
      signal.addEventListener('abort', () => outcome.reject(signal.reason), { once: true });
      if (wix.accepts && isAlive) {
        stored.push(path);
        const file = fileOf(`file ${stored.length}`, job.sizeInBytes, wix.answers);
        if (wix.remembers) arrived.set(job.ticket.uploadUrl, file);
        outcome.resolve(file);
      }
      return outcome.promise;
    };
    const client: FakeLedger = new Proxy(ledger, {
      get(target, key, receiver) {
        const member: unknown = Reflect.get(target, key, receiver);
        return typeof member === 'function'
          ? (...args: readonly unknown[]) => whileAlive(() => Reflect.apply(member, target, args))
          : member;
      },
    });
    const { engine, ledger: session } = createLedgerUploadEngine(
      {
        clock,
        random: () => 0.5,
        newId,
        connectivity: { isOnline: () => true, subscribe: () => () => {} },
        transports: {
          put: { send: (job, _, signal) => send(job, signal), terminate: async () => {} },
          tus: { send: (job, _, signal) => send(job, signal), terminate: async () => {} },
        },
        tickets: {
          requestTickets: (requests) =>
            whileAlive(() =>
              requests.map(({ uploadId, lease }) => {
                if (lease && !ledger.holds(lease)) return { uploadId, failure: { code: 'LEASE_LOST' as const } };
                const uploadUrl = `https://upload.example/${uploadId}`;
                const file = arrived.get(uploadUrl);
                return file ? { uploadId, file } : { uploadId, ticket: { protocol: 'put' as const, uploadUrl } };
              }),
            ),
        },
        readiness: {
          getFileStates: (fileIds) =>
            whileAlive(() =>
              fileIds.map((id) => {
                ledger.becomeReady(id);
                const file = fileOf(id, 100, 'READY');
                return wix.verification ? { ...file, verification: wix.verification } : file;
              }),
            ),
        },
      },
      {
        client,
        holderId: newId(),
        hasher: {
          async md5(body, _, onSample) {
            onSample?.(hex(contentOf(body), 64));
            return hex(contentOf(body), 32);
          },
        },
        sampleHash: async (body) => hex(contentOf(body), 64),
        kept: Promise.resolve({
          available: storage,
          keep: async (itemId, source) => {
            if (storage && isAlive) kept.set(itemId, source);
            return storage;
          },
          take: async (itemIds) =>
            new Map(
              itemIds.flatMap((id) => (kept.has(id) && storage ? [[id, kept.get(id) as SourceFile] as const] : [])),
            ),
          forget: async (itemIds) => {
            for (const id of itemIds) kept.delete(id);
          },
        }),
      },
    );
    const hear = (batchId: string) => session.hear({ type: 'lease-changed', batchId, isHeld: true });
    if (live) hearers.add(hear);
    const items = () => engine.getItemIds().flatMap((id) => engine.getItem(id) ?? []);
    return {
      engine,
      ledger: session,
      sendings,
      sources: (files) => files.map(sourceOf),
      item(path) {
        const found = items().find((item) => item.path === path);
        if (!found) throw new Error(`${path} is not in the list`);
        return found;
      },
      states: () => Object.fromEntries(items().map((item) => [item.path, item.state.status])),
      kill() {
        isAlive = false;
        hearers.delete(hear);
        engine.dispose();
      },
    };
  };
  const takenOver = async <Result>(taking: Promise<Result>) => {
    await clock.advance(STAND_BACK_MS);
    return taking;
  };
  return { clock, ledger, stored, kept, wix, takenOver, openPage };
}

function sourceOf(file: DiskFile): SourceFile {
  return {
    name: file.path.split('/').at(-1) ?? file.path,
    path: file.path,
    type: 'image/jpeg',
    body: { file },
    get lastModified() {
      return file.lastModified;
    },
    sizeInBytes: () => file.sizeInBytes,
    readHead: async () => new Uint8Array(1),
  };
}

function fileIn(body: object): DiskFile {
  if ('file' in body) return body.file as DiskFile;
  throw new FailureError({ code: 'FILE_UNREADABLE' });
}
const contentOf = (body: object) => fileIn(body).content;
const contentPath = (body: object) => fileIn(body).path;
