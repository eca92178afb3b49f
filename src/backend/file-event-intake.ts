import { claimFilesForUploads, dueFileEvents, type FileEventRow, postponeFileEvents } from '#database';
import { deleteExtras } from './ledger-extras.ts';
import { recordDescriptions, type SiteFiles } from './ledger-files.ts';
import type { LedgerServices } from './ledger-services.ts';

const EVENTS_AT_ONCE = 100;
/** Before a word that could not be taken in is tried again. */
const RETRY_DELAY_MS = 10 * 60_000;

/**
 * Takes into the ledger what Wix's webhooks told of the site's files, the same way as an answer to a question: this makes
 * items ready, or failed. Words about files that no upload has claimed stay for later. Doing it twice, or in two processes
 * at once, changes nothing more.
 * @throws what kept it from being done, after having it set for another try.
 */
export async function takeInFileEvents(
  ledger: LedgerServices,
  instanceId: string,
  siteFiles: SiteFiles,
): Promise<void> {
  const { connection } = ledger;
  for (;;) {
    const now = ledger.now();
    const events = await dueFileEvents(connection, instanceId, { now, limit: EVENTS_AT_ONCE });
    if (events.length === 0) return;
    try {
      for (const claims of oneOfEachUpload(events)) await claimFilesForUploads(connection, instanceId, claims);
      const files = events.map(({ file }) => file);
      const { extraIds } = await recordDescriptions(ledger, instanceId, files);
      await deleteExtras(ledger, instanceId, siteFiles, extraIds);
    } catch (error) {
      await postponeFileEvents(connection, instanceId, events, new Date(now.getTime() + RETRY_DELAY_MS));
      throw error;
    }
    await postponeFileEvents(connection, instanceId, events, null);
    if (events.length < EVENTS_AT_ONCE) return;
  }
}

interface Claim {
  readonly uploadId: string;
  readonly fileId: string;
}

/** In the order told, and as few rounds as possible: copies of one upload claim its tickets one after the other. */
function oneOfEachUpload(events: readonly FileEventRow[]): readonly (readonly Claim[])[] {
  const rounds: Map<string, Claim>[] = [];
  for (const { uploadId, fileId } of events) {
    if (uploadId === null) continue;
    const free = rounds.find((round) => !round.has(uploadId)) ?? new Map<string, Claim>();
    if (free.size === 0) rounds.push(free);
    free.set(uploadId, { uploadId, fileId });
  }
  return rounds.map((round) => [...round.values()]);
}
