import { dueDoubtfulCopies, extraCopies, forgetDoubtfulCopies, markTickets, rememberDoubtfulCopies } from '#database';
import type { SiteFiles } from './ledger-files.ts';
import type { LedgerServices } from './ledger-services.ts';

/** A copy that was on its way when the other one became ready has arrived by then, or never will. */
const LOOK_AGAIN_AFTER_MS = 60_000;
/** getFileDescriptors takes as many. */
const FILES_PER_QUESTION = 100;

/**
 * Deletes those of the files that exist and are still extra: since they were found to be, their upload may have failed, and
 * one of them may count now.
 * @returns those that were extra, and are not there any more.
 */
async function deleteExisting(
  { connection }: LedgerServices,
  instanceId: string,
  siteFiles: SiteFiles,
  fileIds: readonly string[],
): Promise<readonly string[]> {
  const extraIds = await extraCopies(connection, instanceId, fileIds);
  for (let start = 0; start < extraIds.length; start += FILES_PER_QUESTION) {
    const existing = await siteFiles.read(extraIds.slice(start, start + FILES_PER_QUESTION));
    const ids = existing.map(({ id }) => id);
    if (ids.length === 0) continue;
    await siteFiles.delete(ids);
    await markTickets(connection, instanceId, ids, { deleted: true });
  }
  return extraIds;
}

/**
 * Deletes the copies that exist beside a ready one: an upload counts once. Whether that succeeds or not, a minute later it
 * is looked for them again.
 */
export async function deleteExtras(
  ledger: LedgerServices,
  instanceId: string,
  siteFiles: SiteFiles,
  extraIds: readonly string[],
): Promise<void> {
  const dueAt = new Date(ledger.now().getTime() + LOOK_AGAIN_AFTER_MS);
  await rememberDoubtfulCopies(ledger.connection, instanceId, extraIds, dueAt);
  await deleteExisting(ledger, instanceId, siteFiles, extraIds);
}

/** The last look for copies beside ready ones; what keeps it from being done leaves it to be done. */
export async function lookForDoubtfulCopies(
  ledger: LedgerServices,
  instanceId: string,
  siteFiles: SiteFiles,
): Promise<void> {
  const { connection } = ledger;
  const due = await dueDoubtfulCopies(connection, instanceId, ledger.now(), FILES_PER_QUESTION);
  if (due.length === 0) return;
  const gone = await deleteExisting(ledger, instanceId, siteFiles, due);
  await markTickets(connection, instanceId, gone, { deleted: true });
  await forgetDoubtfulCopies(connection, instanceId, due);
}
