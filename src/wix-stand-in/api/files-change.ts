import { Hono } from 'hono';
import { signHs256 } from '../identity/hs256.ts';
import { toDescriptor } from '../library/descriptor.ts';
import { deletePermanently, findFile, restoreFile } from '../library/files.ts';
import type { FileEvents, World } from '../world.ts';
import type { ApiEnv } from './api-env.ts';
import { Fields, isObject } from './fields.ts';
import { assertPlace } from './file-fields.ts';
import { fileNotFound } from './files-read.ts';
import { ruleViolation, validationError } from './wix-error.ts';

function readIds(body: unknown, field: string, maxSize: number) {
  const fields = new Fields(body);
  const ids = fields.strings(field, { minSize: 1, maxSize, maxLength: 1000 }) ?? [];
  const permanent = fields.boolean('permanent') ?? false;
  fields.done();
  return { ids, permanent };
}

/** Absent fields stay as they are (a partial update, inferred from Wix's examples). */
function readUpdate(body: unknown) {
  const file = isObject(body) ? body.file : undefined;
  const fields = new Fields(file);
  const id = fields.requiredString('id', 1000);
  const displayName = fields.string('displayName', { maxLength: 255 });
  const parentFolderId = fields.string('parentFolderId', { maxLength: 100 });
  const labels = fields.strings('labels', { maxSize: 100, maxLength: 200 });
  fields.done();
  if (displayName === undefined && parentFolderId === undefined && labels === undefined) {
    throw validationError([ruleViolation('file', 'FIELD_MASK_IS_EMPTY_OR_MISSING', 'names nothing to change')]);
  }
  return { id, displayName, parentFolderId, labels };
}

function readDownload(body: unknown) {
  const fields = new Fields(body);
  const fileId = fields.requiredString('fileId', 1000);
  const downloadFileName = fields.string('downloadFileName', { maxLength: 100 });
  const minutes = fields.integer('expirationInMinutes', { min: 1, max: 525_600, fallback: 600 });
  const redirectUrl = fields.string('expirationRedirectUrl', { maxLength: 2000 });
  const assetKeys = fields.strings('assetKeys', { maxSize: 100, maxLength: 100 }) ?? ['src'];
  const disposition = fields.oneOf('contentDisposition', ['ATTACHMENT', 'INLINE']) ?? 'ATTACHMENT';
  fields.done();
  if (assetKeys.some((key) => key !== 'src')) {
    throw validationError([ruleViolation('assetKeys', 'INVALID_ASSET_KEY', 'Only the original (src) is kept')]);
  }
  return { fileId, downloadFileName, minutes, redirectUrl, disposition };
}

export const DOWNLOAD_AUDIENCE = 'urn:service:file.download';

/** A link that works for a time, also for a private file: `/download/media/<id>?token=<JWT>`. */
export function downloadUrl(
  world: World,
  fileId: string,
  link: {
    readonly fileName: string;
    readonly minutes: number;
    readonly disposition: string;
    readonly redirectUrl?: string | undefined;
  },
): string {
  const now = Math.floor(world.now() / 1000);
  const claims = {
    obj: [[{ path: `/media/${fileId}` }]],
    dis: { filename: link.fileName, type: link.disposition.toLowerCase() },
    ...(link.redirectUrl === undefined ? {} : { red: link.redirectUrl }),
    aud: DOWNLOAD_AUDIENCE,
    iat: now - 10,
    exp: now + link.minutes * 60,
  };
  const token = signHs256(claims, world.secrets.tokenKey, { typ: 'JWT' });
  return `${world.origin()}/download/media/${fileId}?token=${token}`;
}

export function createFilesChangeApi(world: World, events: FileEvents): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .patch('/files/update-file-descriptor', async (c) => {
      const { site } = c.get('caller');
      const { id, ...changes } = readUpdate(await c.req.json());
      const file = findFile(world, site.id, id);
      if (!file) throw fileNotFound('file.id', id);
      if (changes.parentFolderId !== undefined) assertPlace(world, site, changes.parentFolderId);
      const updated = world.store.files.put({
        ...file,
        displayName: changes.displayName ?? file.displayName,
        parentFolderId: changes.parentFolderId ?? file.parentFolderId,
        labels: changes.labels ?? file.labels,
        updatedAt: world.now(),
      });
      return c.json({ file: toDescriptor(world, updated) });
    })
    .post('/bulk/files/delete', async (c) => {
      const { ids, permanent } = readIds(await c.req.json(), 'fileIds', 1000);
      for (const id of ids) {
        const file = findFile(world, c.get('caller').site.id, id);
        if (!file) continue;
        if (permanent) await deletePermanently(world, file);
        else if (file.trashedWith === undefined) world.store.files.put({ ...file, trashedWith: file.id });
      }
      return c.json({});
    })
    .post('/bulk/trash-bin/files/restore', async (c) => {
      const { ids } = readIds(await c.req.json(), 'fileIds', 1000);
      for (const id of ids) {
        const file = findFile(world, c.get('caller').site.id, id);
        if (file?.trashedWith === undefined) continue;
        events.fileReady(restoreFile(world, file), { triggeredByUndelete: true });
      }
      return c.json({});
    })
    .post('/files/generate-file-download-url', async (c) => {
      const link = readDownload(await c.req.json());
      const file = findFile(world, c.get('caller').site.id, link.fileId);
      if (!file) throw fileNotFound('fileId', link.fileId);
      const url = downloadUrl(world, file.id, { ...link, fileName: link.downloadFileName ?? file.displayName });
      return c.json({ downloadUrls: [{ url, assetKey: 'src' }] });
    });
}
