import { setTimeout as delay } from 'node:timers/promises';
import { AppError, type LeaseProof, type MediaFile, type TicketOutcome, type UploadTicket } from '#contracts';
import { dueReplacements } from '#database';
import { callContext, type SiteCaller } from './call-context.ts';
import { takeInFileEvents } from './file-event-intake.ts';
import type { TicketWish } from './ledger-arrivals.ts';
import { deleteExtras, lookForDoubtfulCopies } from './ledger-extras.ts';
import { recordDescriptions, settleAccepted } from './ledger-files.ts';
import type { LedgerServices } from './ledger-services.ts';
import { ticketsThroughLedger } from './ledger-tickets.ts';
import { pendingFile, readyFiles } from './ready-files.ts';
import { ticketOutcomes } from './ticket-outcomes.ts';
import { leftReplacements, trashLeftReplaced, trashReplaced } from './trash-replaced.ts';
import { moveToTrash } from './wix-existing-files.ts';
import { readFileStates } from './wix-file-states.ts';
import { wixSiteFiles } from './wix-site-files.ts';

/** How long a page's call waits for housekeeping in passing. */
const SETTLING_PATIENCE_MS = 2000;

/** The ledger as the current call sees it: its caller's site. */
export function currentLedger(): { readonly ledger: LedgerServices; readonly caller: SiteCaller } {
  const { caller, services } = callContext();
  return { ledger: services.ledger, caller };
}

/** Tickets for the current call's files that make no second copy of what an earlier try brought to Wix. */
export function ticketsForCaller<Wish extends TicketWish>(
  wishes: readonly Wish[],
  lease: LeaseProof | undefined,
  requestTicket: (wish: Wish) => Promise<UploadTicket>,
): Promise<readonly TicketOutcome[]> {
  const { ledger, caller } = currentLedger();
  return ticketsThroughLedger(ledger, {
    caller,
    wishes,
    lease,
    siteFiles: wixSiteFiles('arrivals'),
    requestTickets: (missing) => ticketOutcomes(missing, requestTicket),
  });
}

/**
 * What Wix says of files: what it has said already, and for the rest an answer that is written down. Files that are not
 * there are left out.
 */
export async function describeFiles(fileIds: readonly string[]): Promise<readonly MediaFile[]> {
  const { ledger, caller } = currentLedger();
  const ready = await readyFiles(ledger, caller.instanceId, fileIds);
  const isReady = new Set(ready.map(({ id }) => id));
  const others = fileIds.filter((fileId) => !isReady.has(fileId));
  if (others.length === 0) return ready;
  if (ready.length === 0) return askAboutFiles(others, 'file-states');
  try {
    // Those that are ready do not wait for the others' turn.
    return [...ready, ...(await askAboutFiles(others, 'settling'))];
  } catch (error) {
    if (error instanceof AppError && error.code === 'RATE_LIMITED') return [...ready, ...others.map(pendingFile)];
    throw error;
  }
}

async function askAboutFiles(
  fileIds: readonly string[],
  purpose: 'file-states' | 'settling',
): Promise<readonly MediaFile[]> {
  const { ledger, caller } = currentLedger();
  const found = await readFileStates(fileIds, purpose);
  const { files, extraIds } = await recordDescriptions(ledger, caller.instanceId, found);
  await inBackground(() => deleteExtras(ledger, caller.instanceId, wixSiteFiles('settling'), extraIds));
  return files;
}

/**
 * Asks Wix about the site's files that were accepted and of which nobody has heard since, and about doubtful copies, and
 * moves to the trash what was replaced. Never rejects.
 */
export async function settleForCaller(): Promise<void> {
  const { ledger, caller } = currentLedger();
  const siteFiles = wixSiteFiles('settling');
  await inBackground(() => settleAccepted(ledger, caller.instanceId, siteFiles));
  await inBackground(() => lookForDoubtfulCopies(ledger, caller.instanceId, siteFiles));
  await inBackground(() => trashReplacedForCaller());
}

/** Comes back after a moment at the latest, and the settling goes on by itself. */
export async function settleForAMoment(): Promise<void> {
  const patience = new AbortController();
  const moment = delay(SETTLING_PATIENCE_MS, undefined, { signal: patience.signal, ref: false }).catch(() => undefined);
  await Promise.race([settleForCaller(), moment]);
  patience.abort();
}

/** Takes in what Wix told of the site's files before the ledger knew that they are its own. */
export async function takeInForCaller(): Promise<void> {
  const { ledger, caller } = currentLedger();
  await inBackground(() => takeInFileEvents(ledger, caller.instanceId, wixSiteFiles('settling')));
}

/**
 * Moves to the trash what ready files of the site have replaced, one run at a time on a site.
 * @param uploadIds what these replace; else whatever no page has asked for in time
 */
export async function trashReplacedForCaller(uploadIds?: readonly string[]): Promise<void> {
  const { caller, services } = callContext();
  const { ledger, siteLocks } = services;
  const { instanceId } = caller;
  const which = uploadIds ? { uploadIds } : leftReplacements(ledger.now());
  if ((await dueReplacements(ledger.connection, instanceId, which, 1)).length === 0) return;
  const files = { read: (fileIds: readonly string[]) => readFileStates(fileIds, 'settling'), trash: moveToTrash };
  await siteLocks.run(instanceId, 'replaced-files', async () => {
    if (uploadIds) await trashReplaced(ledger, instanceId, files, { uploadIds });
    else await trashLeftReplaced(ledger, instanceId, files);
  });
}

/** Housekeeping in passing: what keeps it from being done now is no failure of the call; it is tried again later. */
async function inBackground(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AppError)) callContext().services.reportBug(error);
  }
}
