import { type Clock, createFolderedTickets, type FolderResolver, type LedgerUploadEngine } from '#upload-engine';
import { createBrowserLedgerUploadEngine } from '#upload-engine/browser';
import { getFileStates } from '../../backend/media-upload.web.ts';
import { ledgerClient } from './ledger-client.ts';
import type { LiveEvents } from './live-events.ts';
import { createLiveReadiness } from './live-readiness.ts';
import { createTicketSource } from './ticket-source.ts';

interface PageEngineOptions {
  readonly clock: Clock;
  readonly folders: FolderResolver;
  readonly live: LiveEvents;
  readonly siteId: Promise<string>;
  readonly onKept: (count: number) => void;
}

/** The engine with our server behind it, and its ledger. One a page: the queue outlives every component. */
export function createPageEngine({ clock, folders, live, siteId, onKept }: PageEngineOptions): LedgerUploadEngine {
  const askStates = async (fileIds: readonly string[]) => (await getFileStates({ fileIds: [...fileIds] })).files;
  return createBrowserLedgerUploadEngine(
    {
      clock,
      tickets: createFolderedTickets(createTicketSource(), folders),
      readiness: createLiveReadiness(askStates, live, clock),
    },
    { client: ledgerClient, siteId, onKept, hears: live.isConnected },
  );
}
