import Uppy from '@uppy/core';
import Dashboard from '@uppy/dashboard';
import { openAccount } from './rival-account.ts';

/** Uppy with its Dashboard as its documentation shows it. Thumbnails are off, which is faster than Uppy's default. */
export function createUppy(): Uppy {
  const account = openAccount();
  const uppy = new Uppy({ autoProceed: true });
  uppy.use(Dashboard, { inline: true, target: '#uppy', disableThumbnailGenerator: true });
  uppy.on('files-added', (files) => {
    account.chosen += files.length;
  });
  // Counted as they come, and at the end replaced by Uppy's own last word.
  uppy.on('upload-success', () => {
    account.sent += 1;
  });
  uppy.on('upload-error', () => {
    account.failed += 1;
  });
  uppy.on('complete', ({ successful = [], failed = [] }) => {
    account.sent = successful.length;
    account.failed = failed.length;
    account.done = true;
  });
  return uppy;
}

export function fileOf(data: unknown): File {
  if (data instanceof File) return data;
  throw new Error('Uppy was given no local file');
}
