import { Hono } from 'hono';
import { type Importer, loopbackUrl } from '../events/importer.ts';
import { enterFile } from '../library/accept-file.ts';
import { toDescriptor } from '../library/descriptor.ts';
import { newFileId } from '../library/files.ts';
import { extensionOf, judgeType, OCTET_STREAM } from '../library/media-types.ts';
import type { ImportSource, MediaFile, MediaType } from '../state/model.ts';
import type { World } from '../world.ts';
import type { ApiEnv } from './api-env.ts';
import type { Caller } from './caller.ts';
import { Fields, isObject } from './fields.ts';
import { assertPlace, readExternalInfo, readPlacement } from './file-fields.ts';
import { exceedsQuota, fileRuleError } from './file-rules.ts';
import { applicationError, WixError } from './wix-error.ts';

const MAX_LABELS = 500;
/** All but OTHER (SDK typings). */
const IMPORTABLE = ['IMAGE', 'VIDEO', 'AUDIO', 'DOCUMENT', 'VECTOR', 'ARCHIVE', 'MODEL3D', 'UNKNOWN'] as const;

export function readImportSource(fields: Fields): ImportSource {
  const url = fields.requiredString('url', 10_000);
  if (url !== '' && !URL.canParse(url)) {
    fields.refuse({ field: 'url', description: 'must be a URL', violatedRule: 'FORMAT', data: {} });
  }
  const urlParams = fields.object('urlParams');
  const urlHeaders = fields.object('urlHeaders');
  return { url, ...(urlParams ? { urlParams } : {}), ...(urlHeaders ? { urlHeaders } : {}) };
}

const nameInUrl = (url: string): string => {
  try {
    return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
  } catch {
    return '';
  }
};

/** The third way to learn the type: the host's answer to HEAD. Only this machine's hosts are asked. */
async function mimeTypeByHead(source: ImportSource): Promise<string | undefined> {
  const url = loopbackUrl(source);
  if (!url) return undefined;
  const response = await fetch(url, { method: 'HEAD', redirect: 'error' }).catch(() => undefined);
  return response?.ok ? (response.headers.get('content-type') ?? undefined) : undefined;
}

/**
 * Takes an import if its type can be known: by `mimeType`, by the extension of the name or the address, or by HEAD.
 * Answers at once; the bytes come later.
 */
export async function acceptImport(
  world: World,
  importer: Importer,
  caller: Caller,
  wanted: {
    readonly source: ImportSource;
    readonly displayName: string | undefined;
    readonly mimeType: string | undefined;
    readonly destination: 'site' | 'inbox';
    /** Only checks what the type turns out to be. */
    readonly mediaType?: MediaType | 'UNKNOWN' | undefined;
    readonly rest: Pick<MediaFile, 'parentFolderId' | 'private' | 'labels'> & {
      readonly filePath?: string;
      readonly externalInfo?: NonNullable<MediaFile['externalInfo']>;
    };
  },
): Promise<MediaFile> {
  const { source } = wanted;
  const urlName = nameInUrl(source.url);
  const displayName = wanted.displayName ?? (urlName || 'file');
  const named = extensionOf(displayName) === '' && extensionOf(urlName) !== '' ? urlName : displayName;
  const known = wanted.mimeType ?? (extensionOf(named) === '' ? await mimeTypeByHead(source) : OCTET_STREAM);
  const verdict = judgeType(named, known ?? '');
  if (!verdict.ok) throw fileRuleError(world, verdict.code);
  if (![undefined, 'UNKNOWN', verdict.mediaType].includes(wanted.mediaType)) {
    throw fileRuleError(world, 'UNSUPPORTED_FILE_FORMAT');
  }
  if (exceedsQuota(world, caller.site, 1)) throw fileRuleError(world, 'SITE_QUOTA_EXCEEDED');
  const suffix = extensionOf(displayName) === '' && verdict.extension !== '' ? `.${verdict.extension}` : '';
  const file = enterFile(
    world,
    {
      ...wanted.rest,
      fileId: newFileId(caller.addedBy, verdict.mediaType, verdict.extension),
      siteId: caller.site.id,
      destination: wanted.destination,
      displayName: `${displayName}${suffix}`,
      mediaType: verdict.mediaType,
      mimeType: verdict.mimeType,
      addedBy: caller.addedBy,
      importSource: source,
    },
    undefined,
  );
  importer.begin(file);
  return file;
}

async function importOne(world: World, importer: Importer, caller: Caller, body: unknown): Promise<MediaFile> {
  const fields = new Fields(body);
  const source = readImportSource(fields);
  const displayName = fields.string('displayName', { maxLength: 1000 });
  const mimeType = fields.string('mimeType', { maxLength: 100 });
  const placement = readPlacement(fields, { maxLabels: MAX_LABELS });
  const externalInfo = readExternalInfo(fields);
  const mediaType = fields.oneOf('mediaType', IMPORTABLE);
  fields.done();
  assertPlace(world, caller.site, placement.parentFolderId);
  const rest = { ...placement, ...(externalInfo ? { externalInfo } : {}) };
  return acceptImport(world, importer, caller, { source, displayName, mimeType, destination: 'site', mediaType, rest });
}

function readRequests(body: unknown): readonly unknown[] {
  const requests = isObject(body) ? body.importFileRequests : undefined;
  if (Array.isArray(requests) && requests.length >= 1 && requests.length <= 100) return requests;
  throw applicationError(400, 'INVALID_ARGUMENT', 'importFileRequests must hold 1 to 100 requests');
}

function errorOf(error: unknown): { readonly code: string; readonly description: string } {
  if (!(error instanceof WixError)) throw error;
  return { code: 'INVALID_ARGUMENT', description: 'json' in error.body ? JSON.stringify(error.body.json) : 'refused' };
}

/** `import`, the bulk form and its deprecated forerunner. `media` is never in the answer (SDK typings). */
export function createFilesImportApi(world: World, importer: Importer): Hono<ApiEnv> {
  return new Hono<ApiEnv>()
    .post('/files/import', async (c) => {
      const file = await importOne(world, importer, c.get('caller'), await c.req.json());
      return c.json({ file: toDescriptor(world, file) });
    })
    .post('/bulk/files/import', async (c) => {
      const files: MediaFile[] = [];
      for (const request of readRequests(await c.req.json())) {
        files.push(await importOne(world, importer, c.get('caller'), request));
      }
      return c.json({ files: files.map((file) => toDescriptor(world, file)) });
    })
    .post('/bulk/files/import-v2', async (c) => {
      const body: unknown = await c.req.json();
      const returnEntity = isObject(body) && body.returnEntity !== false;
      const results: object[] = [];
      let failures = 0;
      for (const [originalIndex, request] of readRequests(body).entries()) {
        try {
          const file = await importOne(world, importer, c.get('caller'), request);
          const item = returnEntity ? { item: toDescriptor(world, file) } : {};
          results.push({ itemMetadata: { id: file.id, originalIndex, success: true }, ...item });
        } catch (error) {
          failures += 1;
          results.push({ itemMetadata: { originalIndex, success: false, error: errorOf(error) } });
        }
      }
      const bulkActionMetadata = {
        totalSuccesses: results.length - failures,
        totalFailures: failures,
        undetailedFailures: 0,
      };
      return c.json({ results, bulkActionMetadata });
    });
}
