import { setTimeout as sleep } from 'node:timers/promises';
import { type Context, Hono } from 'hono';
import type { RequestLog } from '../control/request-log.ts';
import { newFileId } from '../library/files.ts';
import { fileIdOfToken, issueTicket } from '../upload-host/ticket-token.ts';
import type { World } from '../world.ts';
import type { ApiEnv } from './api-env.ts';
import type { Caller } from './caller.ts';
import { Fields } from './fields.ts';
import { assertPlace, readExternalInfo, readPlacement } from './file-fields.ts';
import { exceedsQuota, fileRuleError, judgeFile } from './file-rules.ts';
import { edgeRefusal } from './wix-error.ts';

/** Labels: 50 for an upload URL, 500 for a resumable one (SDK typings). */
const MAX_LABELS = { put: 50, tus: 500 } as const;

function readUpload(body: unknown, protocol: 'put' | 'tus') {
  const fields = new Fields(body);
  const mimeType = fields.requiredString('mimeType', 100);
  const fileName = fields.string('fileName', { maxLength: 1000 });
  const sizeInBytes = fields.bytes('sizeInBytes');
  const placement = readPlacement(fields, { maxLabels: MAX_LABELS[protocol] });
  const externalInfo = protocol === 'put' ? readExternalInfo(fields) : undefined;
  if (protocol === 'tus') fields.oneOf('uploadProtocol', ['TUS']);
  fields.done();
  return {
    mimeType,
    ...(fileName === undefined ? {} : { fileName }),
    ...(sizeInBytes === undefined ? {} : { sizeInBytes }),
    ...placement,
    ...(externalInfo === undefined ? {} : { externalInfo }),
  };
}

/** Checks what can be known before the bytes come, and fixes the file's id. */
async function createTicket(world: World, caller: Caller, body: unknown, protocol: 'put' | 'tus'): Promise<string> {
  const upload = readUpload(body, protocol);
  const type = judgeFile(world, upload.fileName, upload.mimeType, upload.sizeInBytes);
  if (typeof type === 'string') throw fileRuleError(world, type);
  if (upload.private && type.mediaType === 'MODEL3D') throw edgeRefusal(400);
  assertPlace(world, caller.site, upload.parentFolderId);
  // Only the plain URL is documented to tell of a full site; a resumable upload learns of it from the upload host.
  if (protocol === 'put' && exceedsQuota(world, caller.site, upload.sizeInBytes ?? 0)) {
    throw fileRuleError(world, 'SITE_QUOTA_EXCEEDED');
  }
  const { signingDelayMs } = world.faults.current;
  if (signingDelayMs > 0) await sleep(signingDelayMs);
  return issueTicket(world, {
    ...upload,
    protocol,
    siteId: caller.site.id,
    destination: 'site',
    fileId: newFileId(caller.addedBy, type.mediaType, type.extension),
    addedBy: caller.addedBy,
  });
}

/** `generate-upload-url` and `generate-resumable-upload-url`. */
export function createUploadUrlsApi(world: World, requests: RequestLog): Hono<ApiEnv> {
  const ticketFor = async (c: Context<ApiEnv>, protocol: 'put' | 'tus'): Promise<string> => {
    const token = await createTicket(world, c.get('caller'), await c.req.json(), protocol);
    requests.of(c.env.incoming).fileId = fileIdOfToken(token) ?? null;
    return token;
  };
  return new Hono<ApiEnv>()
    .post('/files/generate-upload-url', async (c) => {
      const token = await ticketFor(c, 'put');
      return c.json({ uploadUrl: `${world.origin()}/upload/${token}` });
    })
    .post('/files/generate-resumable-upload-url', async (c) => {
      const uploadToken = await ticketFor(c, 'tus');
      return c.json({ uploadProtocol: 'TUS', uploadUrl: `${world.origin()}/upload/tus`, uploadToken });
    });
}
