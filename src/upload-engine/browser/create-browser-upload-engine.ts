import { createLedgerUploadEngine, type LedgerUploadEngine } from '../create-ledger-upload-engine.ts';
import { createUploadEngine } from '../create-upload-engine.ts';
import type { UploadEngine } from '../engine-api.ts';
import type { UploadEngineOptions } from '../engine-options.ts';
import { noKeptSources } from '../ledger/kept-sources.ts';
import type { LedgerClient } from '../ledger/ledger-client.ts';
import { createBrowserClock } from './browser-clock.ts';
import { createBrowserConnectivity } from './browser-connectivity.ts';
import { createContentHasher } from './content-hasher.ts';
import { detectMimeType } from './detect-mime-type.ts';
import { openKeptSources } from './kept-sources.ts';
import { createPutTransport } from './put-transport.ts';
import { createTusTransport } from './tus-transport.ts';
import { createUuidMaker } from './uuid-maker.ts';

/** What the page has to bring; everything else may be replaced, which is for tests. */
/** Nobody waits for the hash of a file that is still on its way. Milliseconds. */
const HASHES_GATHER_MS = 25;

export type BrowserUploadEngineOptions = Pick<UploadEngineOptions, 'tickets' | 'readiness'> &
  Partial<UploadEngineOptions>;

export interface BrowserLedgerOptions {
  readonly client: LedgerClient;
  /** Files that the browser keeps of one site never go to another. While it is not known, and when it cannot be known, none are kept. */
  readonly siteId: string | Promise<string>;
  /** Old files that lie beside their replacements for good. */
  readonly onKept?: (count: number) => void;
  /** True while the session is told at once what happens on the site. @default never */
  readonly hears?: () => boolean;
}

/** An engine that forgets everything with its page. */
export function createBrowserUploadEngine(options: BrowserUploadEngineOptions): UploadEngine {
  return createUploadEngine(inBrowser(options));
}

/** An engine whose queue the server's ledger keeps. */
export function createBrowserLedgerUploadEngine(
  options: Omit<BrowserUploadEngineOptions, 'recorder'>,
  { siteId, ...ledgerOptions }: BrowserLedgerOptions,
): LedgerUploadEngine {
  const hasher = createContentHasher(HASHES_GATHER_MS);
  // A worker of its own: who drops a folder again does not wait for the hash of a large file that is on its way.
  const sampler = createContentHasher();
  const { engine, ledger } = createLedgerUploadEngine(inBrowser(options), {
    ...ledgerOptions,
    holderId: crypto.randomUUID(),
    hasher,
    sampleHash: sampler.sample,
    kept: Promise.resolve(siteId).then(openKeptSources, () => noKeptSources),
  });
  return {
    engine,
    ledger: {
      ...ledger,
      dispose() {
        hasher.dispose();
        sampler.dispose();
        return ledger.dispose();
      },
    },
  };
}

function inBrowser(options: BrowserUploadEngineOptions): UploadEngineOptions {
  return {
    transports: { put: createPutTransport(), tus: createTusTransport() },
    clock: createBrowserClock(),
    connectivity: createBrowserConnectivity(),
    detectMimeType,
    newId: createUuidMaker(),
    ...options,
  };
}
