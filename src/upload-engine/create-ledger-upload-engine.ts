import { createUploadEngine } from './create-upload-engine.ts';
import type { UploadEngine } from './engine-api.ts';
import type { UploadEngineOptions } from './engine-options.ts';
import { createLedgerSession, type LedgerSession, type LedgerSessionOptions } from './ledger/ledger-session.ts';

/** What a ledger needs beside what the engine has already. */
export type LedgerOptions = Pick<
  LedgerSessionOptions,
  'client' | 'holderId' | 'hasher' | 'sampleHash' | 'kept' | 'onKept' | 'hears' | 'standBackMs'
>;

/** An engine whose queue the server keeps, and the session through which the page meets what was kept. */
export interface LedgerUploadEngine {
  readonly engine: UploadEngine;
  readonly ledger: LedgerSession;
}

/** Both belong together: dispose of the engine first, then of the session, which writes down the end. */
export function createLedgerUploadEngine(
  options: Omit<UploadEngineOptions, 'recorder'>,
  ledgerOptions: LedgerOptions,
): LedgerUploadEngine {
  const { clock, readiness, retry, random = Math.random } = options;
  const wiring = createLedgerSession({
    ...ledgerOptions,
    clock,
    random,
    readiness,
    ...(retry ? { retry } : {}),
    queue: () => engine.ledgerQueue,
  });
  const engine = createUploadEngine({
    ...options,
    tickets: wiring.leasedTickets(options.tickets),
    readiness: wiring.readiness,
    recorder: wiring.recorder,
  });
  return { engine, ledger: wiring.session };
}
