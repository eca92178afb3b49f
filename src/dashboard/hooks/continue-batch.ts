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
  pathsThatLookEmpty,
  type SourceFile,
} from '#upload-engine';
import { toFailure } from './to-failure.ts';

type BatchName = Pick<OpenBatchView, 'batchId' | 'label'>;

/** What became of files that were brought to finish an upload. */
export type ContinueReport =
  | {
      readonly kind: 'continued';
      readonly batch: BatchName;
      readonly found: IntakeFiles;
      readonly counts: ContinueCounts;
    }
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
 * Empty folders go the same ways if the settings want them; what was wanted when the batch began, nobody wrote down.
 */
export async function continueBatch(
  { ledger, session, planner, settings, destination }: ContinueOptions,
  batch: BatchName,
  found: IntakeFiles,
  takeOver = false,
): Promise<ContinueReport> {
  const files = found.files.filter(({ path }) => !isJunk(path));
  const emptyFolders = settings.emptyFolders ? pathsThatLookEmpty(found.files, found.emptyFolders) : [];
  const brought = { chosen: destination, ...(emptyFolders.length > 0 ? { emptyFolders } : {}) };
  try {
    let result: ContinueResult = await ledger.continueWith(batch.batchId, files, { takeOver, ...brought });
    if (result.kind === 'held' && result.heldBy.userId === (await userOf(session))) {
      result = await ledger.continueWith(batch.batchId, files, { takeOver: true, ...brought });
    }
    if (result.kind === 'continued') {
      addFresh(planner, batch.batchId, result, settings);
      const apart = intakeOf(result.apart, result.apartFolders);
      if (apart !== undefined) planner.add(apart, destination, settings);
      return { kind: 'continued', batch, found, counts: result.counts };
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
  { fresh, freshFolders, destination }: Extract<ContinueResult, { kind: 'continued' }>,
  settings: PlanSettings,
): void {
  const intake = intakeOf(fresh, freshFolders);
  if (intake !== undefined) planner.add(intake, destination, settings, { batchId });
}

/** @returns undefined when there is nothing to plan */
function intakeOf(files: readonly SourceFile[], emptyFolders: readonly string[] = []): IntakeFiles | undefined {
  if (files.length + emptyFolders.length === 0) return undefined;
  return { files, found: files.length, problems: [], ...(emptyFolders.length > 0 ? { emptyFolders } : {}) };
}

async function userOf(session: ContinueOptions['session']): Promise<string | undefined> {
  return session.then(
    ({ userId }) => userId,
    () => undefined,
  );
}
