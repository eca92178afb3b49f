import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { getMimeType } from 'hono/utils/mime';

const compress = promisify(brotliCompress);
/** Level 6 of 11: within a tenth of the best size at a fiftieth of its time. */
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

/** Vite writes a hash of the content into the name of everything below `assets/`. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
const REVALIDATE = 'no-cache';

export interface PageFile {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  /** Quoted, strong. */
  readonly etag: string;
  /** Made once, when first asked for; undefined where compressing does not pay. */
  brotli(): Promise<Buffer> | undefined;
}

/** Finds a file of the page by the path of its address, `/` being the page itself. */
export type PageFiles = (path: string) => PageFile | undefined;

function createPageFile(path: string, body: Buffer): PageFile {
  const contentType = getMimeType(path) ?? 'application/octet-stream';
  const isWorthCompressing = body.length > 1024 && /^text\/|javascript|json|svg/.test(contentType);
  let compressed: Promise<Buffer> | undefined;
  return {
    body,
    contentType,
    cacheControl: path.startsWith('/assets/') ? IMMUTABLE : REVALIDATE,
    etag: `"${createHash('sha256').update(body).digest('base64url')}"`,
    brotli() {
      if (isWorthCompressing) compressed ??= compress(body, brotliOptions);
      return compressed;
    },
  };
}

/** Tells the page which origin frames it. Only with the stand-in; the page never takes this from its address. */
export function writeHostOrigin(html: string, hostOrigin: string): string {
  if (!html.includes('</head>')) throw new Error('the page’s index.html has no </head>');
  return html.replace('</head>', `<meta name="uplift-host-origin" content="${new URL(hostOrigin).origin}"></head>`);
}

/**
 * Reads the built page into memory, a few megabytes: what is served is what was there at the start, and no path of a
 * request ever reaches the file system.
 * @throws Error with the cure when the page was not built.
 */
export function loadPageFiles(directory: string, hostOrigin?: string): PageFiles {
  if (!existsSync(join(directory, 'index.html'))) {
    throw new Error(`${directory} holds no page. Build it first: npm run build`);
  }
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    const file = join(directory, name);
    if (!statSync(file).isFile()) continue;
    const path = `/${name.split(sep).join('/')}`;
    const content = readFileSync(file);
    const body =
      path === '/index.html' && hostOrigin
        ? Buffer.from(writeHostOrigin(content.toString('utf8'), hostOrigin))
        : content;
    files.set(path, createPageFile(path, body));
  }
  return (path) => files.get(path === '/' ? '/index.html' : path);
}
