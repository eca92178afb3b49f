import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StoredBytes } from '../library/accept-file.ts';
import { ReceivedBytes } from '../library/received-bytes.ts';
import type { ImportSource, MediaFile } from '../state/model.ts';
import type { World } from '../world.ts';
import type { Processing } from './processing.ts';

/** Fetches what was imported by address. Only addresses of this machine are fetched; all others fail, as without a network. */
export interface Importer {
  begin(file: MediaFile): void;
  close(): Promise<void>;
}

const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** @returns undefined for what is no http(s) address of this machine. */
export function loopbackUrl(source: ImportSource): URL | undefined {
  const url = URL.canParse(source.url) ? new URL(source.url) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || !LOOPBACK_HOSTS.includes(url.hostname)) return undefined;
  for (const [name, value] of Object.entries(source.urlParams ?? {})) url.searchParams.set(name, String(value));
  return url;
}

const headersOf = (source: ImportSource): Record<string, string> =>
  Object.fromEntries(Object.entries(source.urlHeaders ?? {}).map(([name, value]) => [name, String(value)]));

async function download(world: World, url: URL, file: MediaFile, signal: AbortSignal): Promise<StoredBytes> {
  const headers = file.importSource ? headersOf(file.importSource) : {};
  // A redirect could leave this machine, so none is followed.
  const response = await fetch(url, { headers, signal, redirect: 'error' });
  if (!response.ok || !response.body) throw new Error(`The address answered ${response.status}`);
  const received = new ReceivedBytes(world);
  try {
    await pipeline(Readable.fromWeb(response.body), received);
    const bytes = received.measure();
    if (bytes.sizeInBytes === 0) throw new Error('The address answered an empty body');
    await received.keep(file.id);
    return bytes;
  } finally {
    await received.discard();
  }
}

export function createImporter(world: World, processing: Processing): Importer {
  const stop = new AbortController();
  const running = new Set<Promise<void>>();

  const run = async (file: MediaFile): Promise<void> => {
    const url = file.importSource ? loopbackUrl(file.importSource) : undefined;
    try {
      if (!url) throw new Error('The address cannot be reached');
      const { imageSize, ...bytes } = await download(world, url, file, stop.signal);
      const current = world.store.files.get(file.id);
      if (!current) return world.blobs.remove(file.id);
      const processedAt = world.now() + world.faults.current.processingDelayMs;
      const dimensions = current.mediaType === 'IMAGE' ? imageSize : {};
      processing.begin(world.store.files.put({ ...current, ...bytes, ...dimensions, processedAt }));
    } catch (error) {
      const current = world.store.files.get(file.id);
      if (stop.signal.aborted || !current) return;
      processing.fail(current, 'FILE_IMPORT_FAILED', error instanceof Error ? error.message : String(error));
    }
  };

  return {
    begin(file) {
      const import_ = run(file).finally(() => running.delete(import_));
      running.add(import_);
    },
    async close() {
      stop.abort();
      await Promise.all(running);
    },
  };
}
