import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { FaultBox } from '../control/fault-box.ts';
import type { RequestRecord } from '../control/request-log.ts';
import type { Processing } from '../events/processing.ts';
import type { MediaFile } from '../state/model.ts';
import type { World } from '../world.ts';
import { acceptUpload, alreadyUsed, assertUploadable, openTicket } from './accept-upload.ts';
import { ArrivingBody } from './arriving-body.ts';
import { storeBytes } from './store-bytes.ts';

/** The body of an upload with the faults of the line on it. A line that breaks makes this stream fail, never end early. */
export function arriving(request: IncomingMessage, record: RequestRecord, faults: FaultBox): Readable {
  const body = new ArrivingBody(request, record, faults);
  request.once('error', (error) => body.destroy(error));
  request.once('close', () => {
    if (!request.complete) body.destroy(new Error('the line broke'));
  });
  return request.pipe(body);
}

/** `PUT /upload/<token>?filename=…`: the whole file in one request. */
export async function putUpload(
  world: World,
  processing: Processing,
  upload: {
    readonly request: IncomingMessage;
    readonly record: RequestRecord;
    readonly token: string;
    readonly queryName: string | undefined;
  },
): Promise<MediaFile> {
  const { request, record } = upload;
  const { ticket, site } = openTicket(world, upload.token, 'put');
  record.siteId = site.id;
  if (ticket.used) throw alreadyUsed();
  assertUploadable(world, site, ticket, record.contentLength ?? undefined);
  const received = await storeBytes(world, arriving(request, record, world.faults));
  try {
    const accepted = { ticket, queryName: upload.queryName, receivedInBytes: record.bytesReceived };
    const file = await acceptUpload(world, site, accepted, received.measure(), () => received.keep(ticket.fileId));
    processing.begin(file);
    return file;
  } finally {
    await received.discard();
  }
}
