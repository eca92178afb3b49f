import type { Failure } from '#contracts';
import type { AddOptions, HeldVerdict, UploadEngine } from '../engine-api.ts';
import type { BatchId, Destination, ItemId } from '../item.ts';
import type { SourceFile } from '../ports.ts';
import type { FolderResolver } from './folder-resolver.ts';
import { DESTINATION_KEY } from './folder-tree.ts';
import { foreseeRefusals } from './foresee-refusals.ts';
import { isJunk } from './junk.ts';
import { makeFolders } from './make-folders.ts';
import {
  type Conflict,
  defaultPlanSettings,
  isToSend,
  nameToSend,
  type Plan,
  type PlannedFile,
  type PlanSettings,
} from './plan.ts';
import { createPlanSession, type PlanSession } from './plan-session.ts';
import type { PlanPorts, PlanTask } from './prepare-plan.ts';
import { createQueueView } from './queue-view.ts';
import type { FoundProblem } from './take-stock.ts';

/** What one pick, drop or paste brought. */
export interface IntakeFiles {
  readonly files: readonly SourceFile[];
  /** Paths of folders that hold no files. */
  readonly emptyFolders?: readonly string[];
  readonly found: number;
  readonly problems: readonly FoundProblem[];
}

export interface BatchServices {
  readonly engine: Pick<UploadEngine, 'add' | 'settle' | 'cancel' | 'remove' | 'getSummary' | 'getItem' | 'getItemIds'>;
  readonly ports: PlanPorts;
  readonly folders: FolderResolver;
  /** Calls a minute that Wix allows the app for the site; undefined as long as nobody has said. */
  readonly callsPerMinute?: () => number | undefined;
  /** Aborted when the page is left. */
  readonly signal: AbortSignal;
}

/** A batch whose plan is being made or waits for answers. Its files are in the list already, and those undecided do not move. */
export interface PlannedBatch {
  /** Several plans may add to one batch. */
  readonly id: BatchId;
  readonly planNumber: number;
  readonly destination: Destination;
  readonly session: PlanSession;
  /** What was found and could not be taken: the plan has no file for it. */
  readonly problems: readonly FoundProblem[];
  /** Files of the batch that nobody decided about yet. */
  waiting(): readonly ItemId[];
  /** Why the plan, which still waits for answers, will not have this file sent. The same object until the plan changes. */
  refusalOf(id: ItemId): Failure | undefined;
  /**
   * Takes out of the plan, which waits for answers, what was cancelled in the list meanwhile.
   * @returns false when nothing is left that could still begin: then the plan is over
   */
  followList(): boolean;
  /** Those are cancelled. What has failed already, an empty file, leaves the list: nobody shall be asked for it again. */
  cancel(): void;
}

export interface PlanBatchOptions extends Pick<AddOptions, 'onItem' | 'batchId'> {
  /** Called for each folder without files that was to be made and cannot be had, once the plan is begun. */
  readonly onFolderRefused?: (path: string, failure: Failure) => void;
  /** Called with the files that begin with a warning which nobody was shown, if there are any. */
  readonly onWarned?: (files: readonly PlannedFile[]) => void;
}

interface Decided {
  readonly source: SourceFile;
  readonly planned: PlannedFile;
}

/** Puts a batch's files into the queue, held, and lets each go when its fate is decided. */
export function planBatch(
  { engine, ports, folders, signal, callsPerMinute = () => undefined }: BatchServices,
  intake: IntakeFiles,
  destination: Destination,
  settings: PlanSettings,
  { onItem, batchId, onFolderRefused = () => undefined, onWarned }: PlanBatchOptions = {},
): Omit<PlannedBatch, 'planNumber'> {
  const waiting = new Map<SourceFile, ItemId>();

  const settle = (decided: readonly Decided[]) => {
    const verdicts: [ItemId, HeldVerdict][] = [];
    for (const { source, planned } of decided) {
      const id = waiting.get(source);
      if (id === undefined) continue;
      waiting.delete(source);
      verdicts.push([id, verdictOn(planned, source)]);
    }
    engine.settle(verdicts);
  };
  const carryOut = (plan: Plan, wasShown: boolean) => {
    const warned = wasShown ? [] : plan.files.filter((file) => isToSend(file) && file.warnings.length > 0);
    if (warned.length > 0) onWarned?.(warned);
    for (const { path, failure } of plan.foldersRefused) onFolderRefused(path, failure);
    if (destination.kind === 'site-media') {
      makeFolders({ folders, clock: ports.clock, signal, onRefused: onFolderRefused }, destination.folderId, plan);
    }
    settle(
      plan.files.flatMap((planned) => {
        const source = intake.files[planned.index];
        const isDecided = planned.fate.action !== 'ask' && planned.fate.action !== 'leave-out';
        return source && isDecided ? [{ source, planned }] : [];
      }),
    );
  };
  let onListed: () => void = () => undefined;
  const listed = new Promise<void>((resolve) => {
    onListed = resolve;
  });
  const id = engine.add(withoutJunk(intake.files), destination, {
    held: true,
    ...(batchId === undefined ? {} : { batchId }),
    onItem(itemId, source) {
      waiting.set(source, itemId);
      onItem?.(itemId, source);
    },
    onListed,
  });
  const task = {
    ...taskOf(intake, destination, settings),
    rates: { bytesPerSecond: engine.getSummary().bytesPerSecond, callsPerMinute: callsPerMinute() },
    listed,
    queue: createQueueView(engine, destination, () => waiting.values()),
  };
  const session = createPlanSession(task, ports, carryOut);
  return {
    id,
    destination,
    session,
    problems: intake.problems,
    waiting: () => [...waiting.values()],
    refusalOf: foreseeRefusals(session, intake.files, waiting),
    followList() {
      const state = session.getState();
      if (state.step !== 'asking') return true;
      const gone = new Set<number>();
      const failed: [ItemId, HeldVerdict][] = [];
      for (const { index } of state.plan.files) {
        const source = intake.files[index];
        const id = source && waiting.get(source);
        if (source === undefined || id === undefined) continue;
        const now = engine.getItem(id)?.state;
        if (now === undefined || now.status === 'cancelled') {
          waiting.delete(source);
          gone.add(index);
        } else if (now.status === 'failed') failed.push([id, { action: 'refuse', failure: now.failure }]);
      }
      if (gone.size === 0) return true;
      if (failed.length < waiting.size) {
        session.leaveOut(gone);
        return true;
      }
      session.dispose();
      engine.settle(failed);
      return false;
    },
    cancel() {
      session.dispose();
      const giveUp = () => {
        const ids = [...waiting.values()];
        engine.cancel(ids);
        engine.remove(ids);
      };
      giveUp();
      // Those that were still to come.
      void listed.then(giveUp);
    },
  };
}

function* withoutJunk(files: readonly SourceFile[]): Generator<SourceFile> {
  for (const file of files) if (!isJunk(file.path)) yield file;
}

/** Inbox media has no folders to look into: there everything goes as it is. */
function taskOf(intake: IntakeFiles, destination: Destination, settings: PlanSettings): PlanTask {
  const { files, ...counted } = intake;
  const task = { ...counted, sources: files };
  if (destination.kind === 'site-media') return { ...task, destination, settings };
  const asItIs: PlanSettings = {
    ...defaultPlanSettings,
    sameName: 'keep-both',
    sameContent: 'send',
    show: settings.show,
  };
  return { ...task, destination: { folderId: DESTINATION_KEY, isFlat: true }, settings: asItIs };
}

function verdictOn(planned: PlannedFile, source: SourceFile): HeldVerdict {
  const { fate } = planned;
  if (fate.action === 'refuse') return { action: 'refuse', failure: fate.failure };
  if (fate.action === 'skip') return { action: 'skip', failure: reasonToSkip(fate.conflict) };
  const name = nameToSend(planned);
  return {
    action: 'send',
    ...(name === source.name ? {} : { sentAs: name }),
    ...(fate.action === 'replace' ? { replaces: fate.replaces.id } : {}),
  };
}

function reasonToSkip(conflict: Conflict): Failure {
  switch (conflict.kind) {
    case 'same-file-in-queue':
      return { code: 'ALREADY_IN_LIST' };
    case 'same-name':
    case 'same-name-in-batch':
      return { code: 'NAME_TAKEN' };
    default:
      return { code: 'ALREADY_THERE', message: conflict.existing.name.slice(0, 1000) };
  }
}
