import { DetailedError, type HttpResponse, Upload, type UploadOptions } from 'tus-js-client';
import type { Failure } from '#contracts';
import { FailureError, type Transport, type TransportEvents, type TransportJob } from '../ports.ts';
import type { TusTicket } from '../queue-entry.ts';
import { nextChunkSize, type SentChunk } from './chunk-size.ts';
import { fileBody } from './file-body.ts';
import { acceptedFile, failureOf, type HostAnswer } from './host-answer.ts';
import { headersOf, withFileName, xhrPut } from './xhr-put.ts';

/** A piece on its way that is this many times larger than one should be now is broken off. */
const MOST_OVER = 4;

/** The host does not know the upload (any more). */
class UploadGone extends Error {}

/**
 * Large files: TUS 1.0 by tus-js-client, then the PUT with which Wix makes a file of the bytes.
 * Of tus-js-client neither its retries (they end at once when the browser says offline) nor its memory (Wix's address
 * is the same for every site, so its fingerprints would match across sites) is used: the engine does both.
 * @param chunkSize bytes in the next request, from how the last one went
 * @param now milliseconds, never backwards
 */
export function createTusTransport(
  chunkSize: (last: SentChunk | undefined) => number = nextChunkSize,
  now: () => number = () => performance.now(),
): Transport {
  /** Uploads whose bytes are all there: what is left is the finalising PUT, and after it the host may forget the upload. */
  const complete = new Set<string>();

  const sendBytes = async (job: TransportJob, ticket: TusTicket, events: TransportEvents, signal: AbortSignal) => {
    const attempt = (resumeUrl: string | undefined) =>
      runUpload(job, { ...ticket, resumeUrl }, { chunkSize, now }, events, signal);
    if (ticket.resumeUrl === undefined) return attempt(undefined);
    if (complete.has(ticket.resumeUrl)) {
      events.onAccepted(job.sizeInBytes);
      return ticket.resumeUrl;
    }
    try {
      return await attempt(ticket.resumeUrl);
    } catch (error) {
      if (!(error instanceof UploadGone)) throw error;
      return attempt(undefined);
    }
  };

  return {
    async send(job, events, signal) {
      const { ticket } = job;
      if (ticket.protocol !== 'tus') throw new TypeError(`a ${ticket.protocol} ticket is not for this transport`);
      try {
        const resumeUrl = await sendBytes(job, ticket, events, signal);
        complete.add(resumeUrl);
        const url = withFileName(`${ticket.uploadUrl}/${ticket.uploadToken}`, job.fileName);
        const file = acceptedFile(await xhrPut({ url, body: null }, signal));
        complete.delete(resumeUrl);
        return file;
      } catch (error) {
        // An upload that vanishes while it is being sent has lost its ticket with it.
        throw error instanceof UploadGone ? new FailureError({ code: 'TICKET_EXPIRED' }, { cause: error }) : error;
      }
    },
    async terminate(resumeUrl) {
      complete.delete(resumeUrl);
      try {
        await Upload.terminate(resumeUrl, { retryDelays: null });
      } catch (error) {
        const status = error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;
        if (status < 400 || status > 499) throw new FailureError(failureFrom(error), { cause: error });
      }
    },
  };
}

/** @returns the address of the upload once the host has all bytes */
function runUpload(
  job: TransportJob,
  ticket: Omit<TusTicket, 'resumeUrl'> & { readonly resumeUrl: string | undefined },
  { chunkSize, now }: { chunkSize(last: SentChunk | undefined): number; now(): number },
  events: TransportEvents,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const finish = (settle: () => void) => {
      signal.removeEventListener('abort', onAbort);
      stopHearing();
      settle();
    };
    let offset = 0;
    /** Of the request that is on its way; 0 for none. */
    let pieceInBytes = 0;
    let beganAt = 0;
    let last: SentChunk | undefined;
    const pieceSize = () => Math.min(chunkSize(last), job.pieces?.largest() ?? Number.POSITIVE_INFINITY);
    const reach = (bytes: number) => {
      offset = bytes;
      upload.options.chunkSize = pieceSize();
    };
    const upload: Upload = new Upload(fileBody(job.body), {
      ...options(job, ticket),
      chunkSize: pieceSize(),
      async onBeforeRequest(request) {
        if (request.getMethod() !== 'PATCH') return;
        const bytes = Math.min(upload.options.chunkSize ?? 0, job.sizeInBytes - offset);
        await job.pieces?.next(bytes);
        pieceInBytes = bytes;
        beganAt = now();
      },
      onUploadUrlAvailable: () => {
        if (upload.url !== null && !signal.aborted) events.onResumeUrl(upload.url);
      },
      onAfterResponse(request, response) {
        // Where a continued upload stands, before the first byte of it moves.
        const at = Number(response.getHeader('Upload-Offset') ?? Number.NaN);
        if (request.getMethod() !== 'HEAD' || !(at >= 0) || signal.aborted) return;
        reach(at);
        events.onAccepted(at);
      },
      onProgress: (bytesSent) => events.onSent(bytesSent),
      onChunkComplete(sizeInBytes, bytesAccepted) {
        pieceInBytes = 0;
        last = { sizeInBytes, durationMs: now() - beganAt };
        reach(bytesAccepted);
        events.onAccepted(bytesAccepted);
      },
      onSuccess: () => finish(() => resolve(upload.url ?? '')),
      onError: (error) => finish(() => reject(isGone(error) ? new UploadGone() : new FailureError(failureFrom(error)))),
    });
    const onAbort = () => {
      stopHearing();
      reject(signal.reason);
      void upload.abort();
    };
    // A large piece would hold the line for long after somebody has asked for it.
    const stopHearing =
      job.pieces?.onLimitChanged(async () => {
        if (pieceInBytes <= MOST_OVER * pieceSize()) return;
        pieceInBytes = 0;
        await upload.abort();
        if (signal.aborted) return;
        // From here on the upload has an address: without an endpoint no refusal makes another one of it.
        upload.options.endpoint = null;
        upload.start();
      }) ?? (() => {});
    signal.addEventListener('abort', onAbort, { once: true });
    upload.start();
  });
}

function options(job: TransportJob, ticket: { uploadUrl: string; uploadToken: string; resumeUrl: string | undefined }) {
  return {
    // Without an endpoint an upload that cannot be continued ends in an error. With one, tus-js-client begins a new
    // upload on any refusal, even on a passing 503, and what was sent would be sent again.
    endpoint: ticket.resumeUrl === undefined ? ticket.uploadUrl : null,
    uploadUrl: ticket.resumeUrl ?? null,
    metadata: { filename: job.fileName, contentType: job.mimeType, token: ticket.uploadToken },
    retryDelays: null,
    storeFingerprintForResuming: false,
  } satisfies UploadOptions;
}

/**
 * A continued upload that its address does not lead to any more, or may not. Beginning again with the ticket at hand is
 * right in both cases: were the ticket the trouble, the host would say so then.
 */
function isGone(error: Error | DetailedError): boolean {
  if (!(error instanceof DetailedError)) return false;
  const status = error.originalResponse?.getStatus() ?? 0;
  const method = error.originalRequest?.getMethod();
  if (method === 'HEAD') return [401, 403, 404, 410].includes(status);
  return method === 'PATCH' && (status === 404 || status === 410);
}

/** Its own message holds the upload's address, which must not be shown or logged: only the host's answer counts. */
function failureFrom(error: unknown): Failure {
  if (!(error instanceof DetailedError)) return { code: 'NETWORK' };
  const response = error.originalResponse;
  return response ? failureOf(answerFrom(response)) : { code: 'NETWORK' };
}

function answerFrom(response: HttpResponse): HostAnswer {
  const xhr: unknown = response.getUnderlyingObject();
  const header = xhr instanceof XMLHttpRequest ? headersOf(xhr) : () => undefined;
  return { status: response.getStatus(), body: response.getBody(), header };
}
