import {
  type AcquireLeaseResponse,
  FOLDER_NAME_MAX_LENGTH,
  FOLDER_PATH_MAX_COUNT,
  LEASE_LIFETIME_MS,
  type Lease,
  type LeaseHolder,
  type LeaseProof,
} from '#contracts';
import { toFailure } from '../failures.ts';
import type { BatchId, Destination } from '../item.ts';
import type { Clock } from '../ports.ts';
import { delayFor, type RetryPolicy } from '../retry-policy.ts';
import { withDeadline } from '../with-deadline.ts';
import type { LedgerClient } from './ledger-client.ts';

export const LEASE_RENEWAL_MS = LEASE_LIFETIME_MS / 3;
/** While bytes are on their way and nobody would tell of a take-over. Milliseconds. */
export const EXPOSED_RENEWAL_MS = 2_000;
/** A page that was taken over from has heard of it by then, twice over. Milliseconds. */
export const STAND_BACK_MS = 2 * EXPOSED_RENEWAL_MS;
/** Leases in one call of `renewLeases`. */
const LEASES_PER_CALL = 100;
/** A third of the lease's life without an answer: there is time for two more tries. Milliseconds. */
const LEASE_CALL_TIMEOUT_MS = LEASE_RENEWAL_MS;

export interface NewBatch {
  readonly batchId: BatchId;
  /** What a person knows the batch by. */
  readonly label: string;
  readonly destination: Destination;
}

/** Gets and keeps the leases of this page, and waits for those that others hold. */
export interface LeaseKeeper {
  /** Opens a new batch, again and again until the server answers. */
  open(batch: NewBatch): void;
  /**
   * Asks once. From a page that lives it is only had with `takeOver`, and after the time that it needs to stop: what both
   * send would be there twice. While a take-over runs, everybody who asks waits for its end.
   * @throws FailureError when there was no answer
   */
  acquire(batchId: BatchId, takeOver: boolean): Promise<AcquireLeaseResponse>;
  /** Somebody else drives: asks again now and then, and gets the lease when the other's has run out or was given back. */
  waitFor(batchId: BatchId): void;
  leaseOf(batchId: BatchId): LeaseProof | undefined;
  /** Somebody says that a lease changed hands: asks now instead of at the next turn. */
  look(batchId: BatchId): void;
  /** The ledger says that the lease is not ours any more. */
  lost(batchId: BatchId): void;
  /** Gives the lease back. Never rejects: unreturned, it runs out by itself. */
  release(batchId: BatchId): Promise<void>;
  releaseAll(): Promise<void>;
  /** Does without the lease, and without telling the server: the batch is over. */
  drop(batchId: BatchId): void;
  dispose(): void;
}

export interface LeaseKeeperOptions {
  readonly client: LedgerClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  /** This page, anew on each load. */
  readonly holderId: string;
  /** Bytes are on their way, and nobody would tell at once that another page took over. */
  readonly isExposed: () => boolean;
  /** Milliseconds. */
  readonly standBackMs: number;
  readonly onOpened: (batchId: BatchId, lease: Lease) => void;
  readonly onAcquired: (batchId: BatchId, lease: Lease) => void;
  readonly onLost: (batchId: BatchId) => void;
  readonly onHeld: (batchId: BatchId, heldBy: LeaseHolder) => void;
}

export function createLeaseKeeper(options: LeaseKeeperOptions): LeaseKeeper {
  const { client, clock, random, retry, holderId } = options;
  const leases = new Map<BatchId, LeaseProof>();
  const waiting = new Set<BatchId>();
  /** In the time of standing back the lease is had already, and nothing may be done with it. */
  const takeOvers = new Map<BatchId, Promise<AcquireLeaseResponse>>();
  const disposal = new AbortController();
  let cancelTimer: (() => void) | undefined;
  let failedRenewals = 0;
  let isTending = false;
  let tendAgain = false;

  const call = <Result>(run: (signal: AbortSignal) => Promise<Result>): Promise<Result> =>
    withDeadline(
      clock,
      { silenceMs: LEASE_CALL_TIMEOUT_MS, failure: { code: 'SERVER_UNAVAILABLE' } },
      disposal.signal,
      run,
    );

  const keep = (lease: Lease) => {
    waiting.delete(lease.batchId);
    leases.set(lease.batchId, { batchId: lease.batchId, epoch: lease.epoch });
    plan(LEASE_RENEWAL_MS);
  };
  const lose = (batchId: BatchId) => {
    if (leases.delete(batchId)) options.onLost(batchId);
  };

  const drop = (batchId: BatchId) => {
    leases.delete(batchId);
    waiting.delete(batchId);
  };

  const plan = (delayMs: number) => {
    if (disposal.signal.aborted || leases.size + waiting.size === 0) return;
    const dueAt = clock.now() + delayMs;
    const waitOn = () => clock.setTimeout(wake, Math.min(dueAt - clock.now(), EXPOSED_RENEWAL_MS));
    const wake = () => {
      if (dueAt <= clock.now() || options.isExposed()) void tend();
      else cancelTimer = waitOn();
    };
    cancelTimer ??= waitOn();
  };
  const tend = async () => {
    isTending = true;
    const renewed = await renewAll();
    for (const batchId of [...waiting]) await ask(batchId);
    isTending = false;
    cancelTimer = undefined;
    if (tendAgain && !disposal.signal.aborted) {
      tendAgain = false;
      return tend();
    }
    failedRenewals = renewed ? 0 : failedRenewals + 1;
    plan(
      renewed
        ? LEASE_RENEWAL_MS
        : Math.min(LEASE_RENEWAL_MS, delayFor(retry, { code: 'SERVER_UNAVAILABLE' }, failedRenewals, random())),
    );
  };
  const renewAll = async (): Promise<boolean> => {
    const all = [...leases.values()];
    try {
      for (let start = 0; start < all.length; start += LEASES_PER_CALL) {
        const asked = all.slice(start, start + LEASES_PER_CALL);
        const { lost } = await call((signal) => client.renewLeases({ holderId, leases: asked }, signal));
        // A lease that was got anew while the answer was under way is another one.
        for (const proof of asked)
          if (lost.includes(proof.batchId) && leases.get(proof.batchId) === proof) lose(proof.batchId);
      }
      return true;
    } catch {
      // Not knowing is not losing: only the server can say that somebody else drives.
      return false;
    }
  };
  const ask = async (batchId: BatchId) => {
    try {
      // Not by `acquire`: the renewal of the other leases must not wait for a take-over.
      const answer = await askFor(batchId, false);
      if (takeOvers.has(batchId)) return;
      take(answer);
      if (waiting.has(batchId) && 'heldBy' in answer) options.onHeld(batchId, answer.heldBy);
    } catch {
      // Asked again at the next turn.
    }
  };

  const askFor = (batchId: BatchId, takeOver: boolean): Promise<AcquireLeaseResponse> =>
    call((signal) => client.acquireLease({ batchId, holderId, ...(takeOver ? { takeOver } : {}) }, signal));

  const take = (answer: AcquireLeaseResponse): AcquireLeaseResponse => {
    if ('lease' in answer && isNewer(answer.lease)) {
      keep(answer.lease);
      options.onAcquired(answer.lease.batchId, answer.lease);
    }
    return answer;
  };
  const acquire = async (batchId: BatchId, takeOver: boolean): Promise<AcquireLeaseResponse> => {
    const running = takeOvers.get(batchId);
    if (running) return running;
    if (takeOver) {
      const taking = takeFromAnybody(batchId).finally(() => takeOvers.delete(batchId));
      takeOvers.set(batchId, taking);
      return taking;
    }
    const answer = await askFor(batchId, false);
    // A take-over may have begun meanwhile, and this be the lease that it got.
    return takeOvers.get(batchId) ?? take(answer);
  };
  const takeFromAnybody = async (batchId: BatchId): Promise<AcquireLeaseResponse> => {
    const answer = await askFor(batchId, false);
    return 'heldBy' in answer ? takeFromLiving(batchId) : take(answer);
  };
  const takeFromLiving = async (batchId: BatchId): Promise<AcquireLeaseResponse> => {
    const taken = await askFor(batchId, true);
    if ('heldBy' in taken) return taken;
    keep(taken.lease);
    try {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, options.standBackMs));
      // A third page may have been as determined.
      const answer = await askFor(batchId, false);
      if ('heldBy' in answer) lose(batchId);
      else {
        keep(answer.lease);
        options.onAcquired(batchId, answer.lease);
      }
      return answer;
    } catch (error) {
      lose(batchId);
      throw error;
    }
  };
  const isNewer = (lease: Lease) => lease.epoch > (leases.get(lease.batchId)?.epoch ?? 0);

  const open = async (batch: NewBatch, attempt: number): Promise<void> => {
    try {
      const { lease } = await call((signal) => client.openBatch(openRequest(batch, holderId), signal));
      keep(lease);
      options.onOpened(batch.batchId, lease);
    } catch (error) {
      if (disposal.signal.aborted) return;
      const failure = toFailure(error);
      if (failure.code === 'LEASE_LOST') options.onLost(batch.batchId);
      else clock.setTimeout(() => void open(batch, attempt + 1), delayFor(retry, failure, attempt, random()));
    }
  };

  const release = async (batchId: BatchId): Promise<void> => {
    const proof = leases.get(batchId);
    drop(batchId);
    if (proof) await call((signal) => client.releaseLease(proof, signal)).catch(() => undefined);
  };

  return {
    open: (batch) => void open(batch, 1),
    acquire,
    waitFor(batchId) {
      waiting.add(batchId);
      plan(LEASE_RENEWAL_MS);
    },
    leaseOf: (batchId) => leases.get(batchId),
    look(batchId) {
      if (!leases.has(batchId) && !waiting.has(batchId)) return;
      if (isTending) {
        tendAgain = true;
        return;
      }
      cancelTimer?.();
      void tend();
    },
    lost: lose,
    drop,
    release,
    async releaseAll() {
      await Promise.all([...leases.keys()].map(release));
    },
    dispose() {
      disposal.abort(new Error('disposed'));
      cancelTimer?.();
      leases.clear();
      waiting.clear();
    },
  };
}

function openRequest({ batchId, label, destination }: NewBatch, holderId: string) {
  return {
    batchId,
    holderId,
    label: label.slice(0, 255),
    destination:
      destination.kind === 'inbox-media'
        ? destination
        : {
            kind: destination.kind,
            folderId: destination.folderId,
            ...writablePath(destination.folderPath),
            ...(destination.private === undefined ? {} : { private: destination.private }),
            ...(destination.labels === undefined ? {} : { labels: [...destination.labels] }),
          },
  };
}

/** Only words for people: no batch is refused for them. */
function writablePath(names: readonly string[] = []): { folderPath?: string[] } {
  if (names.length === 0 || names.length > FOLDER_PATH_MAX_COUNT) return {};
  return { folderPath: names.map((name) => name.slice(0, FOLDER_NAME_MAX_LENGTH)) };
}
