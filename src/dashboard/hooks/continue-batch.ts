import type { Failure, LeaseHolder, Session } from '#contracts';
import {
  type ContinueCounts,
  type ContinueResult,
  type Destination,
  type IntakeFiles,
  isJunk,
  type LedgerSession,
  type OpenBatchView,
  type Planner,
  type PlanSettings,
} from '#upload-engine';
import { toFailure } from './to-failure.ts';

type BatchName = Pick<OpenBatchView, 'batchId' | 'label'>;

/** What became of files that were brought to finish an upload. */
export type ContinueReport =
  | { readonly kind: 'continued'; readonly batch: BatchName; readonly counts: ContinueCounts }
  | { readonly kind: 'other-files'; readonly batch: BatchName; readonly found: IntakeFiles }
  /** Somebody else is at it: to take it from them is the person's decision. */
  | {
      readonly kind: 'held';
      readonly batch: BatchName;
      readonly found: IntakeFiles;
      readonly heldBy: LeaseHolder;
    }
  | { readonly kind: 'refused'; readonly batch?: BatchName; readonly found: IntakeFiles; readonly failure: Failure };

export interface ContinueOptions {
  readonly ledger: Pick<LedgerSession, 'continueWith'>;
  /** For whom the page works. */
  readonly session: Promise<Pick<Session, 'userId'>>;
  readonly planner: Pick<Planner, 'add'>;
  readonly settings: PlanSettings;
  /** The one on screen: files that have nothing to do with the batch go there. */
  readonly destination: Destination;
}

/**
 * Goes on with a batch. From another page of the same person it is taken over: whoever brings the folder here wants it to
 * go on here, and most often that page is the one that was just closed. From another person only with `takeOver`. What is new
 * to the batch goes through a plan like all other files: into the batch if it belongs there, else to the destination on screen.
 */
export async function continueBatch(
  { ledger, session, planner, settings, destination }: ContinueOptions,
  batch: BatchName,
  found: IntakeFiles,
  takeOver = false,
): Promise<ContinueReport> {
  const files = found.files.filter(({ path }) => !isJunk(path));
  try {
    let result: ContinueResult = await ledger.continueWith(batch.batchId, files, { takeOver, chosen: destination });
    if (result.kind === 'held' && result.heldBy.userId === (await userOf(session))) {
      result = await ledger.continueWith(batch.batchId, files, { takeOver: true, chosen: destination });
    }
    if (result.kind === 'continued') {
      addFresh(planner, batch.batchId, result, settings);
      const { apart } = result;
      if (apart.length > 0) planner.add({ files: apart, found: apart.length, problems: [] }, destination, settings);
      return { kind: 'continued', batch, counts: result.counts };
    }
    if (result.kind === 'held') return { kind: 'held', batch, found, heldBy: result.heldBy };
    return { kind: 'other-files', batch, found };
  } catch (error) {
    return { kind: 'refused', batch, found, failure: toFailure(error) };
  }
}

/** What is new to a batch that goes on gets a plan of its own. */
export function addFresh(
  planner: Pick<Planner, 'add'>,
  batchId: string,
  { fresh, destination }: Pick<Extract<ContinueResult, { kind: 'continued' }>, 'fresh' | 'destination'>,
  settings: PlanSettings,
): void {
  if (fresh.length === 0) return;
  planner.add({ files: fresh, found: fresh.length, problems: [] }, destination, settings, { batchId });
}

async function userOf(session: ContinueOptions['session']): Promise<string | undefined> {
  return session.then(
    ({ userId }) => userId,
    () => undefined,
  );
}
