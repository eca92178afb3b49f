import type { MiddlewareHandler } from 'hono';

/** Wix's dashboard: the origins that `@wix/dashboard` itself accepts as its host (`hostPlatform.js`, isWixOrigin). */
const WIX_DASHBOARD_ORIGINS = 'https://manage.wix.com https://*.manage.wix.com';
/** Where the browser sends the files' bytes. Source: every upload URL that Wix documents. */
const UPLOAD_ORIGIN = 'https://upload.wixmp.com';

/** The local Wix, where the app runs beside one. Origins like `http://localhost:4000`. */
export interface StandInOrigins {
  /** Of the dashboard that frames the page. */
  readonly dashboard: string;
  /** Of the API and the upload host. */
  readonly api: string;
}

/**
 * The page's content security policy: it runs its own scripts only, talks to its own server and the upload host only, and
 * only Wix's dashboard may frame it. Thumbnails come from several hosts of Wix's, so any https image is allowed.
 */
export function contentSecurityPolicy(standIn?: StandInOrigins): string {
  const uploadOrigins = standIn ? `${UPLOAD_ORIGIN} ${standIn.api}` : UPLOAD_ORIGIN;
  return [
    "default-src 'self'",
    // The files' hashes are computed by WebAssembly; this allows that and no other code made at run time.
    "script-src 'self' 'wasm-unsafe-eval'",
    `connect-src 'self' ${uploadOrigins}`,
    `img-src 'self' data: blob: https:${standIn ? ` ${standIn.api}` : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data: https://static.parastorage.com",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${standIn ? standIn.dashboard : WIX_DASHBOARD_ORIGINS}`,
  ].join('; ');
}

/** No `X-Frame-Options`: the page lives in a frame of another origin, and that header knows no list of origins. */
export function securityHeaders(standIn?: StandInOrigins): MiddlewareHandler {
  const policy = contentSecurityPolicy(standIn);
  return async (context, next) => {
    await next();
    const { headers } = context.res;
    headers.set('content-security-policy', policy);
    headers.set('x-content-type-options', 'nosniff');
    headers.set('referrer-policy', 'no-referrer');
    headers.set('cross-origin-resource-policy', 'same-origin');
  };
}
