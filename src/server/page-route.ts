import type { Handler } from 'hono';
import type { PageFiles } from './page-files.ts';

function acceptsBrotli(header: string | undefined): boolean {
  return (header ?? '').split(',').some((part) => /^\s*br\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/.test(part));
}

/** Serves the built page: 304 for what the browser has, brotli for who takes it. Undefined paths are left to the next handler. */
export function servePage(findFile: PageFiles): Handler {
  return async (context, next) => {
    const file = findFile(context.req.path);
    if (!file) return next();
    const headers = { 'cache-control': file.cacheControl, etag: file.etag, vary: 'accept-encoding' };
    const known = (context.req.header('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    if (known.includes(file.etag)) return context.body(null, 304, headers);
    const brotli = acceptsBrotli(context.req.header('accept-encoding')) ? await file.brotli() : undefined;
    return context.body(new Uint8Array(brotli ?? file.body), 200, {
      ...headers,
      'content-type': file.contentType,
      ...(brotli ? { 'content-encoding': 'br' } : {}),
    });
  };
}
