import {
  type Failure,
  LEDGER_ITEMS_PER_CALL,
  type LeaseProof,
  type LedgerChange,
  type LedgerItem,
  type LedgerNewItem,
} from '#contracts';
import { toFailure } from '../failures.ts';
import type { Clock } from '../ports.ts';
import { delayFor, type RetryPolicy } from '../retry-policy.ts';
import { withDeadline } from '../with-deadline.ts';
import type { LedgerClient } from './ledger-client.ts';
import { createOutbox, type Load } from './outbox.ts';

/** How long an urgent change waits for company. Milliseconds. */
export const URGENT_GATHER_MS = 250;
/** Progress is written at most once in this time. Milliseconds. */
export const PROGRESS_INTERVAL_MS = 1_000;
/** A call without answer for this long is given up and made again. Milliseconds. */
export const LEDGER_CALL_TIMEOUT_MS = 60_000;

/**
 * Writes one batch into the ledger: in order, one call at a time, and again until the server has taken it. Taking
 * something in costs the same for 10 and for 100,000 items and never waits for the network.
 */
export interface BatchScribe {
  add(item: LedgerNewItem): void;
  change(change: LedgerChange): void;
  /** From now on writes under this lease. */
  drive(proof: LeaseProof): void;
  /** Somebody else drives: keeps what it has, and writes nothing. */
  stop(): Promise<void>;
  /** @returns the items for which the ledger's word counts. Called while stopped. */
  reconcile(items: readonly LedgerItem[]): readonly LedgerItem[];
  /** Items with something that the ledger was not told yet. */
  unwrittenCount(): number;
  /**
   * Tries once to write everything, and stops. Never rejects.
   * @returns once the first call has left, without a task in between; `isWritten` resolves when there is no more to try
   */
  finish(): Promise<{ readonly isWritten: Promise<void> }>;
}

export interface BatchScribeOptions {
  readonly client: LedgerClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  /** The ledger took something in. */
  readonly onWritten: () => void;
  readonly onLeaseLost: () => void;
  /** The ledger refuses this one item: it is not kept by the server, and its upload goes on all the same. */
  readonly onRefused: (uploadId: string, failure: Failure) => void;
}

export function createBatchScribe(options: BatchScribeOptions): BatchScribe {
  const { client, clock, random, retry } = options;
  const outbox = createOutbox();
  const refused = new Set<string>();
  let lease: LeaseProof | undefined;
  let calls = new AbortController();
  let writing: Promise<void> | undefined;
  let inHand = 0;
  let failedAttempts = 0;
  let notBefore = Number.NEGATIVE_INFINITY;
  let urgentSince: number | undefined;
  let progressWrittenAt = Number.NEGATIVE_INFINITY;
  let maxRecords = LEDGER_ITEMS_PER_CALL;
  let plannedAt = Number.POSITIVE_INFINITY;
  let cancelTimer = () => {};

  const dueAt = (): number => {
    if (outbox.urgentCount() >= LEDGER_ITEMS_PER_CALL) return notBefore;
    if (outbox.urgentCount() > 0) return Math.max(notBefore, (urgentSince ?? clock.now()) + URGENT_GATHER_MS);
    if (outbox.lazyCount() > 0) return Math.max(notBefore, progressWrittenAt + PROGRESS_INTERVAL_MS);
    return Number.POSITIVE_INFINITY;
  };
  const plan = () => {
    if (outbox.urgentCount() > 0) urgentSince ??= clock.now();
    else urgentSince = undefined;
    if (!lease || writing) return;
    const at = dueAt();
    if (at >= plannedAt) return;
    cancelTimer();
    plannedAt = at;
    cancelTimer = clock.setTimeout(write, Math.max(0, at - clock.now()));
  };
  const unplan = () => {
    cancelTimer();
    plannedAt = Number.POSITIVE_INFINITY;
  };

  const takeLoad = (): Load => {
    const isProgressDue = clock.now() >= progressWrittenAt + PROGRESS_INTERVAL_MS;
    if (isProgressDue) progressWrittenAt = clock.now();
    urgentSince = undefined;
    return outbox.take(isProgressDue ? 'all' : 'urgent', maxRecords);
  };

  const call = (run: (signal: AbortSignal) => Promise<void>): Promise<void> =>
    withDeadline(
      clock,
      { silenceMs: LEDGER_CALL_TIMEOUT_MS, failure: { code: 'SERVER_UNAVAILABLE' } },
      calls.signal,
      run,
    );

  /** Writes one load. What was not written is back in the outbox when this rejects. */
  const writeLoad = async (taken: Load, proof: LeaseProof): Promise<void> => {
    let load = taken;
    try {
      if (load.items.length > 0) {
        await call((signal) => client.recordItems({ lease: proof, items: [...load.items] }, signal));
        load = outbox.withoutItems(load);
      }
      if (load.changes.length > 0) {
        await call((signal) => client.recordChanges({ lease: proof, changes: [...load.changes] }, signal));
      }
    } catch (error) {
      outbox.putBack(load);
      throw error;
    }
  };

  const write = () => {
    unplan();
    const proof = lease;
    if (!proof || writing) return;
    const load = takeLoad();
    if (load.records.size === 0) return plan();
    inHand = load.records.size;
    writing = writeLoad(load, proof)
      .then(
        () => {
          failedAttempts = 0;
          maxRecords = LEDGER_ITEMS_PER_CALL;
          options.onWritten();
        },
        (error: unknown) => writeFailed(toFailure(error), load, proof),
      )
      .finally(() => {
        writing = undefined;
        inHand = 0;
        plan();
      });
  };

  const writeFailed = (failure: Failure, load: Load, proof: LeaseProof) => {
    if (lease !== proof) return;
    if (failure.code === 'LEASE_LOST') {
      lease = undefined;
      options.onLeaseLost();
    } else if (failure.code === 'INVALID_ARGUMENT') {
      narrowDown(failure, load);
    } else {
      failedAttempts += 1;
      notBefore = clock.now() + delayFor(retry, failure, failedAttempts, random());
    }
  };

  /** One impossible record (a path that is too long) must not keep all others out: it is searched for by halving. */
  const narrowDown = (failure: Failure, load: Load) => {
    if (load.records.size > 1) {
      maxRecords = Math.ceil(load.records.size / 2);
      return;
    }
    maxRecords = LEDGER_ITEMS_PER_CALL;
    for (const [uploadId, record] of load.records) {
      if (outbox.reduce(uploadId)) continue;
      if (record.item) refused.add(uploadId);
      options.onRefused(uploadId, failure);
    }
  };

  /** A call under way is given up, and what it carries is back in the outbox: writing something twice changes nothing. */
  const interrupt = async () => {
    lease = undefined;
    unplan();
    calls.abort(new Error('nobody waits for this any more'));
    calls = new AbortController();
    await writing;
  };

  const writeRest = async (proof: LeaseProof | undefined) => {
    while (proof && outbox.urgentCount() + outbox.lazyCount() > 0) {
      try {
        await writeLoad(outbox.take('all', LEDGER_ITEMS_PER_CALL), proof);
      } catch {
        return;
      }
    }
  };

  return {
    add(item) {
      outbox.add(item);
      plan();
    },
    change(change) {
      if (refused.has(change.uploadId)) return;
      outbox.change(change);
      plan();
    },
    drive({ batchId, epoch }) {
      lease = { batchId, epoch };
      notBefore = Number.NEGATIVE_INFINITY;
      failedAttempts = 0;
      plan();
    },
    stop: interrupt,
    reconcile: (items) => outbox.reconcile(items),
    unwrittenCount: () => outbox.urgentCount() + outbox.lazyCount() + inHand,
    async finish() {
      const proof = lease;
      await interrupt();
      return { isWritten: writeRest(proof) };
    },
  };
}
