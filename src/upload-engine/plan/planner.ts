import type { Failure } from '#contracts';
import type { UploadEngine } from '../engine-api.ts';
import type { BatchId, Destination, ItemId } from '../item.ts';
import type { PlanSettings } from './plan.ts';
import {
  type BatchServices,
  type IntakeFiles,
  type PlanBatchOptions,
  type PlannedBatch,
  planBatch,
} from './planned-batch.ts';
import type { Stock } from './take-stock.ts';

export interface PlannerAddOptions extends PlanBatchOptions {
  /** Called once, when the plan is begun to its last file or given up: as long as it is open, it says itself what was found, taken and left out. */
  readonly onStock?: (stock: Stock) => void;
}

/** Every file that is added goes through here: it is listed at once, and goes when it is known what becomes of it. */
export interface Planner {
  add(intake: IntakeFiles, destination: Destination, settings: PlanSettings, options?: PlannerAddOptions): BatchId;
  /** Those that are being looked at or wait for answers, in the order added. The same array until it changes. */
  getBatches(): readonly PlannedBatch[];
  /** Why a plan that waits for answers will not have this file sent. */
  refusalOf(id: ItemId): Failure | undefined;
  /** Hears when the batches change, and when one of their sessions does. */
  subscribe(listener: () => void): () => void;
  /** The files of the batch that nobody decided about are cancelled, or leave the list. */
  cancel(batch: PlannedBatch): void;
  dispose(): void;
}

export interface PlannerOptions extends Omit<BatchServices, 'signal'> {
  readonly engine: Pick<
    UploadEngine,
    'add' | 'settle' | 'cancel' | 'remove' | 'getSummary' | 'getItem' | 'getItemIds' | 'subscribeSummary'
  >;
}

interface OpenPlan extends PlannedBatch {
  readonly onStock: ((stock: Stock) => void) | undefined;
}

export function createPlanner(options: PlannerOptions): Planner {
  const { engine } = options;
  const leaving = new AbortController();
  const services = { ...options, signal: leaving.signal };
  const listeners = new Set<() => void>();
  let batches: readonly OpenPlan[] = [];
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const show = (next: readonly OpenPlan[]) => {
    batches = next;
    tell();
  };
  const close = (batch: PlannedBatch) => {
    const open = batches.find((other) => other === batch);
    if (open === undefined) return;
    show(batches.filter((other) => other !== open));
    const state = open.session.getState();
    if ('stock' in state) open.onStock?.(state.stock);
  };
  let planNumber = 0;
  let cancelled = 0;
  const follow = (batch: PlannedBatch) => {
    if (!batch.followList()) close(batch);
  };
  /** Whoever cancels in the list what a plan asks about need not answer for it any more. */
  const followAll = () => {
    const now = engine.getSummary().byStatus.cancelled;
    if (now === cancelled) return;
    cancelled = now;
    for (const batch of batches) follow(batch);
  };
  const stopWatching = engine.subscribeSummary(followAll);

  return {
    add(intake, destination, settings, hears = {}) {
      planNumber += 1;
      const planned = planBatch(services, intake, destination, settings, hears);
      const batch = { ...planned, planNumber, onStock: hears.onStock };
      show([...batches, batch]);
      let isAsking = false;
      batch.session.subscribe(() => {
        const { step } = batch.session.getState();
        if (step === 'done') return close(batch);
        const beginsToAsk = step === 'asking' && !isAsking;
        isAsking = step === 'asking';
        if (beginsToAsk) follow(batch);
        tell();
      });
      return batch.id;
    },
    cancel(batch) {
      batch.cancel();
      close(batch);
    },
    getBatches: () => batches,
    refusalOf(id) {
      for (const batch of batches) {
        const failure = batch.refusalOf(id);
        if (failure !== undefined) return failure;
      }
      return undefined;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose() {
      stopWatching();
      leaving.abort();
      for (const batch of batches) batch.session.dispose();
      listeners.clear();
    },
  };
}
