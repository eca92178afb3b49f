import { Hono } from 'hono';
import type { ApiEnv } from './api-env.ts';
import { applicationError } from './wix-error.ts';

/** What the SDK can call and this Wix does not do: refused by name, so that nobody takes silence for an answer. */
const NOT_IMPLEMENTED: readonly (readonly [method: string, path: string, name: string])[] = [
  ['POST', '/site-media/v1/files/generate-download-url', 'files.generateFilesDownloadUrl'],
  ['POST', '/site-media/v1/files/generate-video-stream-url', 'files.generateVideoStreamingUrl'],
  ['POST', '/site-media/v1/folders/:folderId/generate-download-url', 'folders.generateFolderDownloadUrl'],
  ['POST', '/oauth/access', 'oauth.access (legacy custom authentication)'],
  ['POST', '/apps/v1/bi-event', 'biEvents.sendBiEvent'],
];

export const notImplemented = (name: string) =>
  applicationError(501, 'NOT_IMPLEMENTED', `The stand-in does not do ${name}`);

export function createNotImplementedApi(): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  for (const [method, path, name] of NOT_IMPLEMENTED) {
    api.on(method, path, () => {
      throw notImplemented(name);
    });
  }
  return api;
}
