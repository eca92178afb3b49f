import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Context, Hono } from 'hono';
import { DOWNLOAD_AUDIENCE } from '../api/files-change.ts';
import { edgeRefusal } from '../api/wix-error.ts';
import { verifyHs256 } from '../identity/hs256.ts';
import type { MediaFile } from '../state/model.ts';
import type { World } from '../world.ts';
import { iconOf, posterOf } from './icons.ts';

/** Stored bytes are somebody's upload: a browser may show them, but never run them. */
const SAFETY_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox",
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};
const PUBLIC_CACHE = 'public, max-age=31536000, immutable';

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

function readRange(header: string | undefined, size: number): ByteRange | 'invalid' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size - 1 : Math.min(size - 1, Number(match[2]));
  return start <= end ? { start, end } : 'invalid';
}

async function sendBytes(
  c: Context,
  world: World,
  file: MediaFile,
  headers: Record<string, string>,
): Promise<Response> {
  const path = world.blobs.pathOf(file.id);
  const { size } = await stat(path);
  const range = readRange(c.req.header('Range'), size);
  const common = { ...SAFETY_HEADERS, 'Content-Type': file.mimeType, 'Accept-Ranges': 'bytes', ...headers };
  if (range === 'invalid') return c.body(null, 416, { ...common, 'Content-Range': `bytes */${size}` });
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const length = { 'Content-Length': String(end - start + 1) };
  const status = range ? 206 : 200;
  const partial = range ? { 'Content-Range': `bytes ${start}-${end}/${size}` } : {};
  const stream = Readable.toWeb(createReadStream(path, { start, end }));
  return new Response(stream, { status, headers: { ...common, ...length, ...partial } });
}

const notFound = (c: Context): Response => c.text('Not found', 404, SAFETY_HEADERS);
const svg = (c: Context, text: string): Response =>
  c.body(text, 200, { ...SAFETY_HEADERS, 'Content-Type': 'image/svg+xml', 'Cache-Control': PUBLIC_CACHE });

async function sendPublic(c: Context, world: World, fileId: string): Promise<Response> {
  const file = world.store.files.get(fileId);
  const isStored = file !== undefined && file.sizeInBytes >= 0;
  if (!isStored || file.trashedWith !== undefined) return notFound(c);
  if (file.private) throw edgeRefusal(403);
  return sendBytes(c, world, file, { 'Cache-Control': PUBLIC_CACHE });
}

async function sendDownload(c: Context, world: World, fileId: string): Promise<Response> {
  const file = world.store.files.get(fileId);
  if (!file) return notFound(c);
  const claims = verifyHs256(c.req.query('token') ?? '', world.secrets.tokenKey);
  const isForThis = JSON.stringify(claims?.obj) === JSON.stringify([[{ path: `/media/${fileId}` }]]);
  if (!claims || claims.aud !== DOWNLOAD_AUDIENCE || !isForThis) throw edgeRefusal(403);
  if (Number(claims.exp) * 1000 <= world.now()) {
    if (typeof claims.red === 'string') return c.redirect(claims.red);
    throw edgeRefusal(403);
  }
  const { filename, type } = claims.dis as { readonly filename: string; readonly type: string };
  const disposition = `${type}; filename*=UTF-8''${encodeURIComponent(filename)}`;
  return sendBytes(c, world, file, { 'Content-Disposition': disposition, 'Cache-Control': 'no-store' });
}

/**
 * Public files, thumbnails and download links, at paths as on `static.wixstatic.com`, `video.wixstatic.com`,
 * `usrfiles.com` and `download-files.wixmp.com`. Transformed images are answered with the original.
 */
export function createStaticMedia(world: World): Hono {
  const poster = /^(.+)f00[0-2]\.jpg$/;
  return new Hono()
    .get('/icons/:name{[a-z0-9]+\\.svg}', (c) => svg(c, iconOf(c.req.param('name').replace('.svg', ''))))
    .get('/media/:fileId', (c) => {
      const video = poster.exec(c.req.param('fileId'))?.[1];
      const file = video === undefined ? undefined : world.store.files.get(video);
      return file ? svg(c, posterOf(file.displayName)) : sendPublic(c, world, c.req.param('fileId'));
    })
    .get('/media/:fileId/v1/*', (c) => sendPublic(c, world, c.req.param('fileId')))
    .get('/video/:fileId/file', (c) => sendPublic(c, world, c.req.param('fileId')))
    .get('/download/media/:fileId', (c) => sendDownload(c, world, c.req.param('fileId')))
    .get('/:kind{shapes|ugd|archives|mp3|3d}/:fileId', (c) => sendPublic(c, world, c.req.param('fileId')));
}
