import type { ServerResponse } from 'node:http';

/**
 * Any site may upload from its pages, as Wix's own form code does; the exact headers are in no source.
 * Without the exposed ones tus-js-client cannot work.
 */
export const CORS_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'Location, Upload-Offset, Upload-Length, Tus-Resumable, Tus-Version, Tus-Extension, Retry-After',
};

const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS',
  'Access-Control-Allow-Headers': 'Content-Type, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset',
  'Access-Control-Max-Age': '7200',
};

export function answerPreflight(response: ServerResponse): void {
  response.writeHead(204, { ...CORS_HEADERS, ...PREFLIGHT_HEADERS }).end();
}
