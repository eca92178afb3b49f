import { setTimeout as sleep } from 'node:timers/promises';
import { Hono } from 'hono';
import type { Importer } from '../events/importer.ts';
import { toDescriptor } from '../library/descriptor.ts';
import { findFile, newFileId } from '../library/files.ts';
import { MEDIA_ROOT } from '../library/folders.ts';
import { issueTicket } from '../upload-host/ticket-token.ts';
import type { World } from '../world.ts';
import type { ApiEnv } from './api-env.ts';
import { Fields } from './fields.ts';
import { applicationRuleError, judgeFile } from './file-rules.ts';
import { downloadUrl } from './files-change.ts';
import { acceptImport, readImportSource } from './files-import.ts';
import { applicationError } from './wix-error.ts';

const NO_PLACE = { parentFolderId: MEDIA_ROOT, private: false, labels: [] } as const;
const DOWNLOAD_MINUTES = 600;

/** Inbox media: one options object, no folder, size or label; business errors are application errors. */
export function createCommunicationChannelsApi(world: World, importer: Importer): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .post('/upload-url', async (c) => {
      const fields = new Fields(await c.req.json());
      const mimeType = fields.requiredString('mimeType', 100);
      const fileName = fields.string('fileName', { maxLength: 200 });
      fields.done();
      const type = judgeFile(world, fileName, mimeType, undefined);
      if (typeof type === 'string') throw applicationRuleError(world, type, 'inbox');
      const { site, addedBy } = c.get('caller');
      await sleep(world.faults.current.signingDelayMs);
      const token = issueTicket(world, {
        ...NO_PLACE,
        protocol: 'put',
        siteId: site.id,
        destination: 'inbox',
        fileId: newFileId(addedBy, type.mediaType, type.extension),
        mimeType,
        ...(fileName === undefined ? {} : { fileName }),
        addedBy,
      });
      return c.json({ uploadUrl: `${world.origin()}/upload/${token}` });
    })
    .post('/download-url', async (c) => {
      const fields = new Fields(await c.req.json());
      const fileId = fields.requiredString('fileId', 400);
      const fileName = fields.string('downloadFileName', { maxLength: 100 });
      fields.done();
      const file = findFile(world, c.get('caller').site.id, fileId);
      if (!file) throw applicationError(404, 'FILE_NOT_FOUND', `There is no file ${fileId}`);
      const link = { fileName: fileName ?? file.displayName, minutes: DOWNLOAD_MINUTES, disposition: 'attachment' };
      return c.json({ downloadUrl: downloadUrl(world, file.id, link) });
    })
    .get('/storage-quota', (c) =>
      c.json({
        totalQuota: String(world.faults.current.quotaInBytes),
        totalUsage: String(world.store.usedBytes(c.get('caller').site.id)),
      }),
    )
    .post('/import-file', async (c) => {
      const fields = new Fields(await c.req.json());
      const source = readImportSource(fields);
      const mimeType = fields.requiredString('mimeType', 100);
      const displayName = fields.string('displayName', { maxLength: 200 });
      fields.done();
      const type = judgeFile(world, displayName, mimeType, undefined);
      if (typeof type === 'string') throw applicationError(400, 'UNSUPPORTED_FILE_FORMAT', 'File format not supported');
      const file = await acceptImport(world, importer, c.get('caller'), {
        source,
        displayName,
        mimeType,
        destination: 'inbox',
        rest: NO_PLACE,
      });
      const { url, sizeInBytes } = toDescriptor(world, file);
      return c.json({ fileId: file.id, displayName: file.displayName, url, sizeInBytes });
    });
}
