import { randomUUID } from 'node:crypto';
import type { Page, Request, Route } from 'playwright-core';
import type {
  EnsuredFolder,
  ExistingFile,
  Failure,
  Folder,
  HistoryEntry,
  HistoryPage,
  HistoryRequest,
  MediaFile,
  TicketOutcome,
} from '../../src/contracts/index.ts';
import { FailureError } from '../../src/upload-engine/index.ts';
import { wallClock } from '../support/wall-clock.ts';
import { createFakeLedger, type FakeLedger } from '../upload-engine/ledger/support/fake-ledger.ts';

/** Thrown by a method of the fake server: the page gets it as Wix's wire format has it. */
export class Refusal extends Error {
  readonly failure: Failure;
  readonly status: number;
  constructor(failure: Failure, status = 200) {
    super(failure.code);
    this.failure = failure;
    this.status = status;
  }
}

type Method = (request: Record<string, unknown>) => unknown;
interface TicketFile {
  readonly uploadId: string;
  readonly fileName: string;
}

/** Entries in one page of the history. */
const HISTORY_PAGE_SIZE = 500;
const UPLOAD_ORIGIN = 'https://upload.example';
/** The person in the dashboard: whoever else drives a batch is told apart from them. */
export const session = { instanceId: 'instance-1', userId: 'user', callsPerMinute: 200 };
const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
};

/**
 * What lies behind the page: its server and the upload host, answered inside the browser's network layer. Every method
 * may be replaced, to refuse or to hold an answer back.
 */
export class FakeServer {
  /** Survives the page, as the server's own does. */
  readonly ledger: FakeLedger = createFakeLedger(wallClock);
  readonly folders: Folder[] = [];
  readonly calls: { readonly method: string; readonly request: Record<string, unknown>; readonly token: string }[] = [];
  readonly methods: Record<string, Method> = {
    listFolders: (request) => ({
      folders: this.folders.filter((folder) => folder.parentFolderId === request.parentFolderId),
    }),
    searchFolders: ({ search }) => ({
      folders: this.folders.filter((folder) => folder.displayName.toLowerCase().includes(String(search).toLowerCase())),
    }),
    getFolder: ({ folderId }) => ({ folder: this.folders.find((folder) => folder.id === folderId) }),
    createFolder: ({ parentFolderId, displayName }) => ({
      folder: this.addFolder(String(displayName), String(parentFolderId)),
    }),
    createUploadTickets: (request) => this.tickets(request),
    createInboxUploadTickets: (request) => this.tickets(request),
    lookUpFolders: ({ parentFolderId, paths }) => ({
      folders: (paths as string[][]).flatMap((path) => this.findPath(String(parentFolderId), path)),
    }),
    ensureFolders: ({ parentFolderId, paths }) => ({
      folders: (paths as string[][]).map((path) => this.ensurePath(String(parentFolderId), path)),
    }),
    listExistingFiles: ({ folderId }) => ({ files: this.existingFiles.get(String(folderId)) ?? [] }),
    findSentFiles: () => ({ files: [] }),
    getFileStates: ({ fileIds }) => ({ files: (fileIds as string[]).map((id) => this.describeNow(id)) }),
    getSession: () => session,
    exportHistory: (request) => this.historyPage(request),
    eraseHistory: () => ({ erased: this.history.splice(0).length }),
    ...this.ledgerMethods(),
  };
  /** What was ever uploaded, newest first. */
  readonly history: HistoryEntry[] = [];
  /** What lies in the folders already, by their ids. */
  readonly existingFiles = new Map<string, readonly ExistingFile[]>();
  /** Names of files that the server refuses to give a ticket for. */
  readonly refusedFiles = new Map<string, Failure>();
  /** How Wix describes an accepted file when it is asked. */
  fileState: (id: string) => MediaFile = (id) => ({ ...describeFile(id, id, 'READY'), verification: 'verified' });
  /** Resolves when the upload host may answer. */
  uploads: Promise<unknown> = Promise.resolve();

  addFolder(displayName: string, parentFolderId = 'media-root'): Folder {
    const folder = { id: randomUUID().replaceAll('-', ''), displayName, parentFolderId };
    this.folders.push(folder);
    return folder;
  }

  /** The folders of a path that are there. */
  private findPath(parentFolderId: string, path: readonly string[]): { path: readonly string[]; folderId: string }[] {
    const found: { path: readonly string[]; folderId: string }[] = [];
    let at = parentFolderId;
    for (const [depth, name] of path.entries()) {
      const folder = this.folders.find((one) => one.parentFolderId === at && one.displayName === name);
      if (!folder) break;
      at = folder.id;
      found.push({ path: path.slice(0, depth + 1), folderId: at });
    }
    return found;
  }

  private ensurePath(parentFolderId: string, path: readonly string[]): EnsuredFolder {
    const found = this.findPath(parentFolderId, path);
    let folderId = found.at(-1)?.folderId ?? parentFolderId;
    for (const name of path.slice(found.length)) folderId = this.addFolder(name, folderId).id;
    return { path, folderId, created: found.length < path.length };
  }

  private ledgerMethods(): Record<string, Method> {
    const never = new AbortController().signal;
    const methods = [
      'openBatch',
      'acquireLease',
      'renewLeases',
      'releaseLease',
      'recordItems',
      'recordChanges',
      'loadBatch',
      'forgetBatch',
    ] as const;
    return {
      ...Object.fromEntries(
        methods.map((name): [string, Method] => [name, (request) => this.ledger[name](request as never, never)]),
      ),
      listOpenBatches: () => this.ledger.listOpenBatches(never),
      skipBatchTwins: (request) => this.ledger.skipTwins(request as never, never),
      trashReplacedFiles: (request) => this.ledger.trashReplaced(request as never, never),
    };
  }

  private historyPage(request: HistoryRequest): HistoryPage {
    const { search = '', place, state, cursor } = request;
    const wanted = this.history.filter((entry) => {
      const { name, path, destination } = entry;
      const folders = destination?.kind === 'site-media' ? (destination.folderPath ?? []) : [];
      const where = [...folders, path].join('/');
      const isThere = place !== undefined && place.kind === destination?.kind && where.startsWith(place.below);
      const isFound = name.includes(search) || where.includes(search) || isThere;
      return isFound && (state === undefined || entry.state === state);
    });
    const start = Number(cursor ?? 0);
    const end = start + HISTORY_PAGE_SIZE;
    return { entries: wanted.slice(start, end), ...(end < wanted.length ? { nextCursor: String(end) } : {}) };
  }

  private describeNow(id: string): MediaFile {
    const file = this.fileState(id);
    if (file.operationStatus === 'READY') this.ledger.becomeReady(id);
    return file;
  }

  async attach(page: Page): Promise<void> {
    await page.route('**/_webMethods/**', (route, request) => this.answerMethod(route, request));
    // A stream without news.
    await page.route('**/live', () => undefined);
    await page.route(`${UPLOAD_ORIGIN}/**`, (route, request) => this.answerUpload(route, request));
  }

  private async answerMethod(route: Route, request: Request): Promise<void> {
    const name = /\/([A-Za-z]+)\.ajax$/.exec(request.url())?.[1] ?? '';
    const [argument] = request.postDataJSON() as [Record<string, unknown>];
    this.calls.push({ method: name, request: argument, token: request.headers().authorization ?? '' });
    try {
      const method = this.methods[name];
      if (method === undefined) throw new Error(`the page called ${name}, which the fake server does not have`);
      // What a method without a result answers; the page may be gone by now.
      await route.fulfill({ json: { result: (await method(argument)) ?? null } }).catch(() => undefined);
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof FailureError)) throw error;
      const status = error instanceof Refusal ? error.status : 200;
      await route.fulfill({ status, json: { result: error.failure, exception: true } });
    }
  }

  private async answerUpload(route: Route, request: Request): Promise<void> {
    if (request.method() === 'OPTIONS') return route.fulfill({ status: 204, headers: cors });
    await this.uploads;
    const name = new URL(request.url()).searchParams.get('filename') ?? '';
    const sizeInBytes = request.postDataBuffer()?.length ?? 0;
    // The page may be gone by now.
    await route
      .fulfill({ json: { file: { ...describeFile(randomUUID(), name, 'PENDING'), sizeInBytes } }, headers: cors })
      .catch(() => undefined);
  }

  private tickets(request: Record<string, unknown>): { outcomes: TicketOutcome[] } {
    const files = request.files as TicketFile[];
    return {
      outcomes: files.map(({ uploadId, fileName }) => {
        const failure = this.refusedFiles.get(fileName);
        return failure
          ? { uploadId, failure }
          : { uploadId, ticket: { protocol: 'put', uploadUrl: `${UPLOAD_ORIGIN}/${uploadId}` } };
      }),
    };
  }
}

export function describeFile(
  id: string,
  displayName: string,
  operationStatus: MediaFile['operationStatus'],
): MediaFile {
  return { id, displayName, url: `https://static.example/${id}`, hash: '', mediaType: 'IMAGE', operationStatus };
}
