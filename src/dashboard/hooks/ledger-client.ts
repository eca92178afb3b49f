import type { LedgerClient } from '#upload-engine';
import { trashReplacedFiles } from '../../backend/existing-files.web.ts';
import {
  acquireLease,
  forgetBatch,
  listOpenBatches,
  loadBatch,
  openBatch,
  recordChanges,
  recordItems,
  releaseLease,
  renewLeases,
  skipBatchTwins,
} from '../../backend/ledger.web.ts';

/** The server's ledger. Calls cannot be taken back once they are made, so that nobody waits for them is enough. */
export const ledgerClient: LedgerClient = {
  openBatch: (request) => openBatch(request),
  acquireLease: (request) => acquireLease(request),
  renewLeases: (request) => renewLeases(request),
  releaseLease: (proof) => releaseLease(proof),
  recordItems: (request) => recordItems(request),
  recordChanges: (request) => recordChanges(request),
  listOpenBatches: () => listOpenBatches(),
  loadBatch: (request) => loadBatch(request),
  skipTwins: (request) => skipBatchTwins(request),
  forgetBatch: (request) => forgetBatch(request),
  trashReplaced: (request) => trashReplacedFiles(request),
};
