import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { FileStore } from '@tus/file-store';
import { Server as TusServer } from '@tus/server';

export interface SeenRequest {
  readonly method: string;
  /** Path and query as they were on the wire. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
}

/** Answers a request instead of the host. @returns false when the host shall answer after all */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface StoredFile {
  readonly id: string;
  readonly fileName: string;
  readonly md5: string;
  readonly size: number;
}

/** A small upload host: PUT, and TUS by @tus/server, on another origin than the page. */
export interface UploadHost {
  readonly origin: string;
  readonly seen: SeenRequest[];
  readonly stored: StoredFile[];
  /** The next request for which the fault does not answer false. */
  failOnce(fault: Fault): void;
  close(): Promise<void>;
}

const corsHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'PUT, POST, PATCH, HEAD, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': 'content-type, tus-resumable, upload-length, upload-metadata, upload-offset',
  'Access-Control-Expose-Headers':
    'Location, Upload-Offset, Upload-Length, Tus-Resumable, Retry-After, X-Wix-Request-Id',
};

export async function startUploadHost(): Promise<UploadHost> {
  const directory = await mkdtemp(join(tmpdir(), 'upload-host-'));
  /** The latest upload of each token: what the finalising PUT is about. */
  const uploadIds = new Map<string, string>();
  const tus = new TusServer({
    path: '/upload/tus',
    datastore: new FileStore({ directory }),
    namingFunction(_request, metadata) {
      const id = randomUUID();
      uploadIds.set(metadata?.token ?? '', id);
      return id;
    },
  });
  const seen: SeenRequest[] = [];
  const stored: StoredFile[] = [];
  const faults: Fault[] = [];

  const store = (fileName: string, bytes: Buffer): StoredFile => {
    const md5 = createHash('md5').update(bytes).digest('hex');
    const file = { id: `file-${stored.length + 1}`, fileName, md5, size: bytes.length };
    stored.push(file);
    return file;
  };
  const tryFaults = async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    for (const [index, fault] of faults.entries()) {
      if (!(await fault(request, response))) continue;
      faults.splice(index, 1);
      return true;
    }
    return false;
  };
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    seen.push({ method, url, headers: request.headers });
    const { pathname, searchParams } = new URL(url, 'http://host');
    for (const [name, value] of Object.entries(corsHeaders)) response.setHeader(name, value);
    if (method === 'OPTIONS') return void response.writeHead(204).end();
    if (await tryFaults(request, response)) return;
    if (method !== 'PUT') return void tus.handle(request, response);
    const fileName = searchParams.get('filename') ?? '';
    if (!pathname.startsWith('/upload/tus/')) return answerFile(response, store(fileName, await buffer(request)));
    const uploadId = uploadIds.get(pathname.split('/').at(-1) ?? '');
    if (uploadId === undefined) return void response.writeHead(404).end();
    answerFile(response, store(fileName, await readFile(join(directory, uploadId))));
  });
  // A browser repeats a request by itself when a connection that it used before breaks; a cut must be a cut.
  server.maxRequestsPerSocket = 1;
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stored,
    failOnce: (fault) => faults.push(fault),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function answerFile(response: ServerResponse, file: StoredFile): void {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const { id, fileName: displayName, md5: hash } = file;
  const sizeInBytes = String(file.size);
  response.end(JSON.stringify({ file: { id, displayName, hash, sizeInBytes, url: '', operationStatus: 'PENDING' } }));
}

/** Answers with this status once the whole request is in. */
export function answerWith(status: number, body = '', headers: Record<string, string> = {}): Fault {
  return async (request, response) => {
    await buffer(request);
    response.writeHead(status, headers).end(body);
    return true;
  };
}

/** Breaks the line as soon as so many bytes of the body are in. */
export function cutAfter(bytes: number): Fault {
  return (request) => {
    const { socket } = request;
    let received = 0;
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received >= bytes) socket.destroy();
    });
    return true;
  };
}

/** Takes nothing and says nothing. */
export const hang: Fault = () => true;

/** Limits a fault to requests of one method. */
export function on(method: string, fault: Fault): Fault {
  return (request, response) => (request.method === method ? fault(request, response) : false);
}
