import type { Failure, FailureCode, MediaFile, TicketOutcome, UploadTicket } from '#contracts';
import {
  createUploadEngine,
  FailureError,
  type ItemEvent,
  type ItemId,
  type SourceFile,
  type TicketRequest,
  type TransportEvents,
  type TransportJob,
  type UploadEngine,
  type UploadEngineOptions,
  type UploadItem,
} from '#upload-engine';
import { type Deferred, deferred } from '../../support/deferred.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

/** One upload that the engine started, in the hands of the test. */
export interface Sending {
  readonly job: TransportJob;
  readonly events: TransportEvents;
  readonly signal: AbortSignal;
  readonly outcome: Deferred<MediaFile>;
  /** Accepts the file, all of its bytes sent. */
  accept(changes?: Partial<MediaFile>): void;
  fail(code: FailureCode, details?: Partial<Failure>): void;
}

export interface Transition {
  readonly item: UploadItem;
  readonly event: ItemEvent;
}

/** An engine whose whole surroundings a test holds still. */
export interface ScriptedWorld {
  readonly engine: UploadEngine;
  readonly clock: ManualClock;
  /** Every upload ever started, oldest first. */
  readonly sendings: Sending[];
  /** Every ticket call, with what it asked for. */
  readonly ticketCalls: (readonly TicketRequest[])[];
  readonly readinessCalls: (readonly string[])[];
  readonly terminated: string[];
  readonly transitions: Transition[];
  readonly connectivity: { set(isOnline: boolean): void };
  /** Replaceable answers of the surroundings. */
  readonly script: {
    tickets: (requests: readonly TicketRequest[], signal: AbortSignal) => Promise<readonly TicketOutcome[]>;
    send: (sending: Sending) => void;
    states: (fileIds: readonly string[]) => Promise<readonly MediaFile[]>;
  };
  add(...files: SourceFile[]): ItemId[];
  item(id: ItemId): UploadItem;
  status(id: ItemId): UploadItem['state']['status'];
  /** Uploads that run: started, neither aborted nor ended. */
  running(): Sending[];
  latest(): Sending;
}

export const siteMedia = { kind: 'site-media', folderId: 'media-root' } as const;

export function createWorld(options: Partial<UploadEngineOptions> = {}): ScriptedWorld {
  const clock = createManualClock();
  const sendings: Sending[] = [];
  const ended = new Set<Sending>();
  const ticketCalls: (readonly TicketRequest[])[] = [];
  const readinessCalls: (readonly string[])[] = [];
  const terminated: string[] = [];
  const transitions: Transition[] = [];
  let isOnline = true;
  const listeners = new Set<() => void>();
  let ids = 0;

  const script: ScriptedWorld['script'] = {
    tickets: async (requests) => requests.map((request) => ({ uploadId: request.uploadId, ticket: ticketOf(request) })),
    send: () => {},
    states: async (fileIds) => fileIds.map((id) => mediaFile({ id, operationStatus: 'READY' })),
  };
  const send = (job: TransportJob, events: TransportEvents, signal: AbortSignal): Promise<MediaFile> => {
    const outcome = deferred<MediaFile>();
    const sending: Sending = {
      job,
      events,
      signal,
      outcome,
      accept(changes = {}) {
        events.onSent(job.sizeInBytes);
        outcome.resolve(mediaFile({ id: `file of ${job.fileName}`, sizeInBytes: job.sizeInBytes, ...changes }));
      },
      fail: (code, details = {}) => outcome.reject(new FailureError({ code, ...details })),
    };
    sendings.push(sending);
    signal.addEventListener('abort', () => outcome.reject(signal.reason), { once: true });
    const end = () => ended.add(sending);
    outcome.promise.then(end, end);
    script.send(sending);
    return outcome.promise;
  };
  const transport = {
    send,
    terminate: async (resumeUrl: string) => {
      terminated.push(resumeUrl);
    },
  };

  const engine = createUploadEngine({
    tickets: {
      requestTickets(requests, signal) {
        ticketCalls.push(requests);
        return script.tickets(requests, signal);
      },
    },
    transports: { put: transport, tus: transport },
    readiness: {
      getFileStates(fileIds) {
        readinessCalls.push(fileIds);
        return script.states(fileIds);
      },
    },
    clock,
    connectivity: {
      isOnline: () => isOnline,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    random: () => 0.5,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    onTransition: (item, event) => transitions.push({ item, event }),
    ...options,
  });

  const item = (id: ItemId): UploadItem => {
    const found = engine.getItem(id);
    if (!found) throw new Error(`there is no item ${id}`);
    return found;
  };

  return {
    engine,
    clock,
    sendings,
    ticketCalls,
    readinessCalls,
    terminated,
    transitions,
    connectivity: {
      set(next) {
        isOnline = next;
        for (const listener of listeners) listener();
      },
    },
    script,
    /** Ids are counted, the batch's first: so they are known before the items are in the list. */
    add(...files) {
      engine.add(files, siteMedia);
      const first = ids;
      return files.map((_, index) => `id-${first + index + 1}`);
    },
    item,
    status: (id) => item(id).state.status,
    running: () => sendings.filter((sending) => !sending.signal.aborted && !ended.has(sending)),
    latest() {
      const last = sendings.at(-1);
      if (!last) throw new Error('nothing was sent yet');
      return last;
    },
  };
}

/** A file on a disk that the test may change. */
export interface FakeFile extends SourceFile {
  sizeOnDisk: number;
  lastModified: number;
  readError: Error | undefined;
}

export function fakeFile(name: string, sizeInBytes: number, path = name): FakeFile {
  const file: FakeFile = {
    name,
    path,
    type: 'image/jpeg',
    body: { name },
    sizeOnDisk: sizeInBytes,
    lastModified: 1,
    readError: undefined,
    sizeInBytes: () => file.sizeOnDisk,
    async readHead(length) {
      if (file.readError) throw file.readError;
      return new Uint8Array(Math.min(length, file.sizeOnDisk));
    },
  };
  return file;
}

/** A small one, whose bytes are held once they were read. */
export function heldFile(name: string, sizeInBytes: number): FakeFile {
  const file = fakeFile(name, sizeInBytes);
  let bytes: object | undefined;
  return Object.assign(file, {
    async hold() {
      await file.readHead(sizeInBytes);
      bytes = { bytesOf: name };
    },
    held: () => bytes,
    letGo() {
      bytes = undefined;
    },
  });
}

export function mediaFile(changes: Partial<MediaFile> = {}): MediaFile {
  return {
    id: 'file-1',
    displayName: '',
    url: '',
    hash: '',
    mediaType: 'IMAGE',
    operationStatus: 'PENDING',
    ...changes,
  };
}

const TEN_MEBIBYTES = 10 * 1024 * 1024;

function ticketOf(request: TicketRequest): UploadTicket {
  const uploadUrl = `https://upload.example/${request.uploadId}`;
  return request.sizeInBytes > TEN_MEBIBYTES
    ? { protocol: 'tus', uploadUrl, uploadToken: `token of ${request.uploadId}` }
    : { protocol: 'put', uploadUrl };
}

export function failed(code: FailureCode): FailureError {
  return new FailureError({ code });
}
