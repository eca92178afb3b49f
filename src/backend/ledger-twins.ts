import { LEDGER_ITEMS_PER_CALL, type LeaseProof } from '#contracts';
import { type Twin, twinsOfBatch } from '#database';
import type { SiteCaller } from './call-context.ts';
import { recordLedgerChanges } from './ledger-records.ts';
import type { LedgerServices } from './ledger-services.ts';
import type { ListedFile } from './wix-existing-files.ts';

/**
 * Skips of a batch what another upload has brought to its place since it was added, as when the same folder was dropped
 * twice before it was sent: each only if Wix says that it lies there. One call to Wix for each 100 of them; none without.
 */
export async function skipTwins(
  ledger: LedgerServices,
  caller: SiteCaller,
  lease: LeaseProof,
  readFiles: (fileIds: readonly string[]) => Promise<readonly ListedFile[]>,
): Promise<void> {
  const twins = await twinsOfBatch(ledger.connection, caller.instanceId, lease.batchId);
  const found = await readFiles([...new Set(twins.map(({ fileId }) => fileId))]);
  const there = new Map(found.map((file) => [file.id, file]));
  const changes = twins
    .filter(({ fileId, folderId }) => there.get(fileId)?.parentFolderId === folderId)
    .map((twin) => toChange(twin, there.get(twin.fileId)));
  for (let from = 0; from < changes.length; from += LEDGER_ITEMS_PER_CALL) {
    await recordLedgerChanges(ledger, caller, { lease, changes: changes.slice(from, from + LEDGER_ITEMS_PER_CALL) });
  }
}

function toChange({ uploadId }: Twin, file: ListedFile | undefined) {
  const message = file?.displayName.slice(0, 1_000);
  const failure = { code: 'ALREADY_THERE' as const, ...(message ? { message } : {}) };
  return { type: 'skipped' as const, uploadId, failure };
}
