import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { Server } from '@tus/server';
import { applicationError, unauthenticated, WixError } from '../api/wix-error.ts';
import type { RequestRecord } from '../control/request-log.ts';
import type { Processing } from '../events/processing.ts';
import type { StoredBytes } from '../library/accept-file.ts';
import { readImageSize } from '../library/image-size.ts';
import type { MediaFile, Ticket } from '../state/model.ts';
import type { World } from '../world.ts';
import { acceptUpload, alreadyUsed, assertUploadable, openTicket } from './accept-upload.ts';
import { CORS_HEADERS } from './cors.ts';
import { arriving } from './put-upload.ts';
import { storeBytes } from './store-bytes.ts';
import { HashingFileStore } from './tus-store.ts';

export const TUS_PATH = '/upload/tus';

export interface TusHost {
  /** A TUS request: create, HEAD, PATCH, terminate. */
  handle(request: IncomingMessage, record: RequestRecord): Promise<Response>;
  /** `PUT /upload/tus/<token>`: makes the finished upload a file. Repeated, it answers the same file. */
  finalise(token: string, queryName: string | undefined, record: RequestRecord): Promise<MediaFile>;
}

/** @tus/server wants refusals as a status and a text. */
function asTusError(error: unknown): unknown {
  if (!(error instanceof WixError)) return error;
  return { status_code: error.status, body: 'json' in error.body ? JSON.stringify(error.body.json) : error.body.html };
}

function toWebRequest(request: IncomingMessage, body: Readable | undefined, origin: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const init = { method: request.method ?? 'GET', headers };
  const url = new URL(request.url ?? '', origin);
  return body ? new Request(url, { ...init, body: Readable.toWeb(body), duplex: 'half' }) : new Request(url, init);
}

const lastPart = (address: string): string => address.split('?')[0]?.split('/').at(-1) ?? '';

export function createTusHost(world: World, processing: Processing): TusHost {
  const store = new HashingFileStore({ directory: world.blobs.tusDirectory });
  const finalising = new Map<string, Promise<MediaFile>>();

  const server = new Server({
    path: TUS_PATH,
    datastore: store,
    generateUrl: (_request, { id }) => `${world.origin()}${TUS_PATH}/${id}`,
    /** The token in the metadata is what allows the upload; it must be good, unused and fit the announced length. */
    onUploadCreate: async (_request, upload) => {
      try {
        const token = upload.metadata?.token;
        if (!token) throw unauthenticated();
        const { ticket, site } = openTicket(world, token, 'tus');
        if (ticket.used) throw alreadyUsed();
        assertUploadable(world, site, ticket, upload.size);
        world.store.tusUploads.put({ id: upload.id, ticketId: ticket.id });
        const { token: _token, ...metadata } = upload.metadata ?? {};
        return { metadata };
      } catch (error) {
        throw asTusError(error);
      }
    },
    onResponseError: (_request, error) => {
      if (error instanceof Error) world.log('a resumable upload failed', { error });
      return undefined;
    },
  });
  server.on('POST_TERMINATE', (_request, _response, id) => world.store.tusUploads.remove(id));

  const uploadIdsOf = (ticketId: string): string[] =>
    [...world.store.tusUploads.all()].filter((upload) => upload.ticketId === ticketId).map(({ id }) => id);

  const finishedUpload = async (ticket: Ticket): Promise<{ id: string; path: string; sizeInBytes: number }> => {
    for (const id of uploadIdsOf(ticket.id)) {
      const upload = await store.getUpload(id).catch(() => undefined);
      const path = upload?.storage?.path;
      if (upload?.size !== undefined && path && upload.offset === upload.size) {
        return { id, path, sizeInBytes: upload.size };
      }
    }
    throw applicationError(400, 'UPLOAD_NOT_FINISHED', 'No upload with this token has all its bytes');
  };

  const accept = async (ticket: Ticket, token: string, queryName: string | undefined): Promise<MediaFile> => {
    const { site } = openTicket(world, token, 'tus');
    const { id, path, sizeInBytes } = await finishedUpload(ticket);
    const { keep, bytes } = await prepare(id, path, sizeInBytes, ticket.fileId);
    const file = await acceptUpload(world, site, { ticket, queryName, receivedInBytes: sizeInBytes }, bytes, keep);
    processing.begin(file);
    for (const uploadId of uploadIdsOf(ticket.id)) {
      await store.remove(uploadId).catch(() => undefined);
      world.store.tusUploads.remove(uploadId);
    }
    return file;
  };

  /** The usual case links the bytes into place; only another hash or damaged storage needs them read. */
  const prepare = async (
    uploadId: string,
    path: string,
    sizeInBytes: number,
    fileId: string,
  ): Promise<{ bytes: StoredBytes; keep: () => Promise<void> }> => {
    const { corruptStoredBytes, hashAlgorithm } = world.faults.current;
    if (corruptStoredBytes === 'none' && hashAlgorithm === 'md5') {
      const md5 = await store.md5Of(uploadId, path, sizeInBytes);
      const imageSize = await readImageSize(path);
      return { bytes: { sizeInBytes, md5, hash: md5, imageSize }, keep: () => world.blobs.keepLink(path, fileId) };
    }
    const copy = await storeBytes(world, store.read(uploadId));
    return { bytes: copy.measure(), keep: () => copy.keep(fileId).finally(() => copy.discard()) };
  };

  return {
    async handle(request, record) {
      const ticket = world.store.tickets.get(world.store.tusUploads.get(lastPart(request.url ?? ''))?.ticketId ?? '');
      record.siteId = ticket?.siteId ?? null;
      record.fileId = ticket?.fileId ?? null;
      const hasBody = request.method === 'PATCH' || request.method === 'POST';
      const body = hasBody ? arriving(request, record, world.faults) : undefined;
      // A broken line reaches @tus/server through the stream; nobody else listens for it.
      body?.on('error', () => undefined);
      const response = await server.handleWeb(toWebRequest(request, body, world.origin()));
      const headers = new Headers(response.headers);
      for (const [name, value] of Object.entries(CORS_HEADERS)) headers.set(name, value);
      return new Response(response.body, { status: response.status, headers });
    },
    async finalise(token, queryName, record) {
      const { ticket, site } = openTicket(world, token, 'tus');
      record.siteId = site.id;
      const file = world.store.files.get(ticket.fileId);
      if (ticket.used && file) return file;
      if (ticket.used && !finalising.has(ticket.id)) throw alreadyUsed();
      const running = finalising.get(ticket.id) ?? accept(ticket, token, queryName);
      finalising.set(ticket.id, running);
      return running.finally(() => finalising.delete(ticket.id));
    },
  };
}
