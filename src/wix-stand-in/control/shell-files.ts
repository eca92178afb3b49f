import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { type Context, Hono } from 'hono';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};

/** The shell asks nobody but this machine: not even for the design system's fonts, which lie on another host. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data: http://127.0.0.1:*",
  'frame-src http://127.0.0.1:* http://localhost:*',
  "frame-ancestors 'none'",
].join('; ');

async function sendFile(c: Context, shellDir: string, path: string): Promise<Response> {
  const clean = normalize(`/${path}`);
  const bytes = await readFile(join(shellDir, clean)).catch(() => undefined);
  if (!bytes) return c.text(`The dashboard is not built: ${clean} is missing. Run "npm run build".`, 404);
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': TYPES[extname(clean)] ?? 'application/octet-stream',
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': clean === '/index.html' ? 'no-store' : 'public, max-age=31536000, immutable',
  });
}

/** The built dashboard shell: its page at `/`, its files at `/_shell/`. */
export function createShellFiles(shellDir: string): Hono {
  return new Hono()
    .get('/', async (c): Promise<Response> => {
      const url = new URL(c.req.url);
      // The page in the frame knows the dashboard by this name, and only by it the two are different sites.
      if (url.hostname !== 'localhost') return c.redirect(`http://localhost:${url.port}/${url.search}`);
      return sendFile(c, shellDir, 'index.html');
    })
    .get('/_shell/*', (c) => sendFile(c, shellDir, c.req.path.slice('/_shell/'.length)));
}
