import type { Failure, MediaFile, UploadTicket } from '#contracts';
import {
  FailureError,
  type ItemState,
  type Pieces,
  type QueueSummary,
  type SourceFile,
  type Transport,
  type TransportEvents,
  type UploadEngine,
} from '#upload-engine';
import { collectDroppedFiles, collectPickedFiles, createBrowserUploadEngine } from '#upload-engine/browser';
import { createBrowserClock } from '../../../../src/upload-engine/browser/browser-clock.ts';
import { detectMimeType } from '../../../../src/upload-engine/browser/detect-mime-type.ts';
import { createPutTransport } from '../../../../src/upload-engine/browser/put-transport.ts';
import { createTusTransport } from '../../../../src/upload-engine/browser/tus-transport.ts';

/** What one upload by a transport came to, as the test outside the browser sees it. */
export type TransportOutcome =
  | { readonly file: MediaFile }
  | { readonly failure: Failure }
  | { readonly aborted: unknown };

export interface TransportRun {
  readonly ticket: UploadTicket;
  readonly fileName: string;
  readonly mimeType: string;
  readonly sizeInBytes: number;
  /** Aborts when this many bytes have left. */
  readonly abortAfter?: number;
  /** Sizes of the pieces that may leave: at first, and from the moment at which bytes have left. */
  readonly pieces?: { readonly atFirst: number; readonly afterwards: number };
  /** A chunk is twice as large as the last one, which took a second by a clock that strikes each time it is read. */
  readonly isGrowing?: true;
}

export interface TransportReport {
  readonly outcome: TransportOutcome;
  readonly sent: readonly number[];
  readonly accepted: readonly number[];
  readonly resumeUrls: readonly string[];
}

/** Small chunks, so that a file of a megabyte has several. */
export const CHUNK_SIZE = 256 * 1024;

/** Bytes that anybody can make again from the size alone. */
function sampleBytes(sizeInBytes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: sizeInBytes }, (_, index) => (index * 31 + (index >> 8)) % 251);
}

const transports = { put: createPutTransport(), tus: createTusTransport(() => CHUNK_SIZE) };

function createGrowingTransport(): Transport {
  let seconds = 0;
  return createTusTransport(
    (last) => (last ? (last.sizeInBytes * last.durationMs) / 500 : CHUNK_SIZE),
    () => 1_000 * seconds++,
  );
}

function createPieces(atFirst: number): Pieces & { setLargest(bytes: number): void } {
  let largest = atFirst;
  const listeners = new Set<() => void>();
  return {
    largest: () => largest,
    next: async () => {},
    onLimitChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setLargest(bytes) {
      if (bytes === largest) return;
      largest = bytes;
      for (const listener of [...listeners]) listener();
    },
  };
}

async function runTransport(run: TransportRun): Promise<TransportReport> {
  const sent: number[] = [];
  const accepted: number[] = [];
  const resumeUrls: string[] = [];
  const controller = new AbortController();
  const pieces = run.pieces && createPieces(run.pieces.atFirst);
  const events: TransportEvents = {
    onSent(bytes) {
      sent.push(bytes);
      if (run.pieces && bytes > 0) pieces?.setLargest(run.pieces.afterwards);
      if (run.abortAfter !== undefined && bytes >= run.abortAfter) controller.abort('stopped by the test');
    },
    onAccepted: (bytes) => accepted.push(bytes),
    onResumeUrl: (url) => resumeUrls.push(url),
  };
  const { pieces: _sizes, isGrowing, ...job } = run;
  const body = new File([sampleBytes(run.sizeInBytes)], run.fileName, { type: run.mimeType });
  const transport = isGrowing ? createGrowingTransport() : transports[run.ticket.protocol];
  const outcome = await transport.send({ ...job, body, ...(pieces ? { pieces } : {}) }, events, controller.signal).then(
    (file) => ({ file }),
    (error: unknown) => (error instanceof FailureError ? { failure: error.failure } : { aborted: String(error) }),
  );
  return { outcome, sent, accepted, resumeUrls };
}

async function inputFiles(id: string): Promise<readonly SourceFile[]> {
  const input = document.getElementById(id);
  return input instanceof HTMLInputElement && input.files ? (await collectPickedFiles(input.files)).files : [];
}

let engine: UploadEngine | undefined;
const states: Record<string, readonly ItemState['status'][]> = {};

/** A whole engine against the test's upload host; PUT up to 1 MiB, TUS above. */
function startEngine(origin: string): void {
  engine = createBrowserUploadEngine({
    transports,
    tickets: {
      requestTickets: async (requests) =>
        requests.map(({ uploadId, sizeInBytes }) => ({
          uploadId,
          ticket:
            sizeInBytes <= 1024 * 1024
              ? { protocol: 'put', uploadUrl: `${origin}/upload/${uploadId}` }
              : { protocol: 'tus', uploadUrl: `${origin}/upload/tus`, uploadToken: uploadId },
        })),
    },
    readiness: {
      getFileStates: async (fileIds) =>
        fileIds.map((id) => ({
          id,
          displayName: '',
          url: '',
          hash: '',
          mediaType: 'IMAGE',
          operationStatus: 'READY' as const,
        })),
    },
    onTransition(item, event) {
      if (event.type !== 'progressed') states[item.path] = [...(states[item.path] ?? []), item.state.status];
    },
  });
}

let held: SourceFile | undefined;

const dropped: Promise<unknown>[] = [];
document.getElementById('drop')?.addEventListener('dragover', (event) => event.preventDefault());
document.getElementById('drop')?.addEventListener('drop', (event) => {
  event.preventDefault();
  if (!event.dataTransfer) return;
  dropped.push(
    collectDroppedFiles(event.dataTransfer).then(({ files, found, problems }) => ({
      paths: files.map((file) => file.path),
      found,
      problems,
    })),
  );
});

const lab = {
  runTransport,
  terminate: (resumeUrl: string) => transports.tus.terminate(resumeUrl),
  startEngine,
  addFrom: async (inputId: string) =>
    engine?.add(await inputFiles(inputId), { kind: 'site-media', folderId: 'media-root' }),
  pauseAll: () => engine?.pause('all'),
  resumeAll: () => engine?.resume('all'),
  summary: (): QueueSummary | undefined => engine?.getSummary(),
  states: () => states,
  items: () => engine?.getItemIds().map((id) => engine?.getItem(id)),
  pickedPaths: async (inputId: string) => (await inputFiles(inputId)).map((file) => file.path),
  detectTypes: async (inputId: string) => Promise.all((await inputFiles(inputId)).map(detectMimeType)),
  hold: async (inputId: string) => {
    [held] = await inputFiles(inputId);
  },
  /** Reads the head of the held file: the failure, or how many bytes there were. */
  readHead: async (length: number) => {
    try {
      return (await held?.readHead(length))?.length;
    } catch (error) {
      return error instanceof FailureError ? error.failure : String(error);
    }
  },
  drops: () => Promise.all(dropped),
  /** Milliseconds until the next frame of the engine's clock. */
  frameDelay: () =>
    new Promise<number>((resolve) => {
      const startedAt = performance.now();
      createBrowserClock().nextFrame(() => resolve(performance.now() - startedAt));
    }),
};

export type Lab = typeof lab;

declare global {
  interface Window {
    lab: Lab;
  }
}

window.lab = lab;
