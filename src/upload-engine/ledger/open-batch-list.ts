import type { BatchSummary } from '#contracts';
import type { Clock } from '../ports.ts';
import type { BatchKeeper } from './batch-keeper.ts';
import type { Continuation } from './continuation.ts';
import { LEASE_RENEWAL_MS } from './lease-keeper.ts';
import type { LedgerClient } from './ledger-client.ts';
import { type OpenBatchView, viewOpenBatch } from './open-batch-view.ts';

/** A batch that went on without anybody's doing, with files that the browser had kept. */
export interface SelfContinued {
  readonly batchId: string;
  readonly label: string;
  /** Files. */
  readonly count: number;
}

/** The batches that wait for somebody. */
export interface OpenBatchList {
  get(): readonly OpenBatchView[];
  /** Those, and the unfinished batches that this page goes on with: whoever drops their folder again means them. */
  getRecognisable(): readonly OpenBatchView[];
  /** What went on by itself since the page was loaded. The same array until it changes. */
  getGoingOn(): readonly SelfContinued[];
  /** @throws FailureError */
  refresh(): Promise<void>;
  /** Within a second, with whoever else wants it; a failure waits for the next occasion. */
  refreshSoon(): void;
  dispose(): void;
}

export interface OpenBatchListOptions {
  readonly client: LedgerClient;
  readonly clock: Clock;
  readonly holderId: string;
  readonly keeper: BatchKeeper;
  readonly continuation: Continuation;
  readonly onChange: () => void;
}

/** Between two refreshes that nobody asked for. Milliseconds. */
const REFRESH_GATHER_MS = 1_000;

export function createOpenBatchList(options: OpenBatchListOptions): OpenBatchList {
  const { client, clock, holderId, keeper, continuation, onChange } = options;
  const disposal = new AbortController();
  let views: readonly OpenBatchView[] = [];
  let recognisable: readonly OpenBatchView[] = [];
  let goingOn: readonly SelfContinued[] = [];
  const followed = new Set<string>();
  /** Another page has ended something that could not be read here yet. */
  let isBehind = false;
  let cancelTimer: (() => void) | undefined;
  let cancelSoon: (() => void) | undefined;

  const show = (next: readonly OpenBatchView[]) => {
    if (JSON.stringify(next) === JSON.stringify(views)) return;
    views = next;
    onChange();
  };
  const ask = async (): Promise<readonly BatchSummary[]> => (await client.listOpenBatches(disposal.signal)).batches;

  /** A batch in this page's queue is shown there; here only as long as another page drives it or files of it are missing. */
  const viewsOf = (all: readonly OpenBatchView[]): readonly OpenBatchView[] =>
    all.flatMap((view) => {
      const driver = keeper.driverOf(view.batchId);
      if (driver === undefined) return view.toSend + view.failed > 0 ? [view] : [];
      if (driver.kind === 'watching' && !view.canContinue) return [view];
      const known = continuation.missingOf(view.batchId);
      // The server may have settled some since they were loaded.
      const toSend = Math.min(known.toSend, view.toSend);
      const missing = toSend + Math.min(known.failed, view.failed);
      return missing > 0 ? [{ ...view, toSend, missing }] : [];
    });
  /** What another page has brought to its end is at its end here as well; until then the list tells how far it is. */
  const followFinished = (batches: readonly BatchSummary[]) => {
    const moving = new Set(
      batches.flatMap(({ batchId, countByState }) => (countByState.queued + countByState.sending > 0 ? batchId : [])),
    );
    isBehind = false;
    for (const batchId of keeper.watched()) {
      if (moving.has(batchId)) followed.delete(batchId);
      else if (!followed.has(batchId)) {
        followed.add(batchId);
        keeper.follow(batchId).catch(() => {
          // Nobody waits for it, least of all the other batches: it is tried again at the next turn.
          followed.delete(batchId);
          isBehind = true;
          watchNext();
        });
      }
    }
  };
  const take = (batches: readonly BatchSummary[]) => {
    const all = batches.map((summary) => viewOpenBatch(summary, holderId));
    const shown = viewsOf(all);
    const shownIds = new Set(shown.map(({ batchId }) => batchId));
    recognisable = all.filter(({ batchId }) => shownIds.has(batchId) || continuation.isContinued(batchId));
    show(shown);
  };

  const refresh = async (): Promise<void> => {
    const batches = await ask();
    if (disposal.signal.aborted) return;
    take(batches);
    followFinished(batches);
    let hasBegun = false;
    for (const { batchId, label, canContinue } of views) {
      const count = canContinue ? await continuation.continueKept(batchId).catch(() => 0) : 0;
      if (count === 0) continue;
      goingOn = [...goingOn, { batchId, label, count }];
      hasBegun = true;
      onChange();
    }
    if (hasBegun && !disposal.signal.aborted) take(await ask());
    watchNext();
  };

  /**
   * A page that died keeps its leases for a while: whoever looks at the list sees when they have run out. So is what could
   * not be read tried again.
   */
  const watchNext = () => {
    if (disposal.signal.aborted || !(isBehind || views.some(({ canContinue }) => !canContinue))) return;
    cancelTimer ??= clock.setTimeout(() => {
      cancelTimer = undefined;
      refresh().catch(watchNext);
    }, LEASE_RENEWAL_MS);
  };

  return {
    get: () => views,
    getRecognisable: () => recognisable,
    getGoingOn: () => goingOn,
    refresh,
    refreshSoon() {
      if (disposal.signal.aborted) return;
      cancelSoon ??= clock.setTimeout(() => {
        cancelSoon = undefined;
        refresh().catch(() => undefined);
      }, REFRESH_GATHER_MS);
    },
    dispose() {
      disposal.abort(new Error('disposed'));
      cancelSoon?.();
      cancelTimer?.();
    },
  };
}
