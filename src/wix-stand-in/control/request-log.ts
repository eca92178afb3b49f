import type { IncomingMessage, ServerResponse } from 'node:http';

/** One call as it was seen on the wire. Tokens in addresses are left out; `fileId` says which upload it was. */
export interface RequestRecord {
  readonly method: string;
  readonly path: string;
  /** When the call began, milliseconds since 1970. */
  readonly startedAt: number;
  readonly contentLength: number | null;
  /** Null while the call runs, and for ever when its line was cut before an answer. */
  status: number | null;
  durationMs: number | null;
  /** Bytes of the body that arrived. Counted for the upload host only. */
  bytesReceived: number;
  siteId: string | null;
  /** `APP` or the user's id. */
  caller: string | null;
  fileId: string | null;
  /** The Wix request id that was answered. */
  requestId: string | null;
}

export interface RequestLog {
  begin(request: IncomingMessage, response: ServerResponse): void;
  /** The record of a call that runs; a record of nothing for calls that are not recorded. */
  of(request: IncomingMessage): RequestRecord;
  recent(): readonly RequestRecord[];
  clear(): void;
}

const KEPT = 5_000;
const UPLOAD_TOKEN = /^(\/upload\/(?:tus\/)?)[^/?]{100,}/;

function newRecord(request: IncomingMessage): RequestRecord {
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  return {
    method: request.method ?? '',
    path: (request.url ?? '').replace(UPLOAD_TOKEN, '$1<token>').replace(/([?&]token=)[^&]+/, '$1<token>'),
    startedAt: Date.now(),
    contentLength: Number.isNaN(length) ? null : length,
    status: null,
    durationMs: null,
    bytesReceived: 0,
    siteId: null,
    caller: null,
    fileId: null,
    requestId: null,
  };
}

export function createRequestLog(): RequestLog {
  const records: RequestRecord[] = [];
  const byRequest = new WeakMap<IncomingMessage, RequestRecord>();
  return {
    begin(request, response) {
      const record = newRecord(request);
      byRequest.set(request, record);
      records.push(record);
      if (records.length > KEPT) records.shift();
      response.once('finish', () => {
        record.status = response.statusCode;
      });
      response.once('close', () => {
        record.durationMs = Date.now() - record.startedAt;
      });
    },
    of: (request) => byRequest.get(request) ?? newRecord(request),
    recent: () => records,
    clear: () => void records.splice(0),
  };
}
