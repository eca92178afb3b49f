import type {
  AcquireLeaseResponse,
  Failure,
  LeaseHolder,
  LeaseProof,
  LedgerChange,
  LedgerItem,
  LedgerNewItem,
} from '#contracts';
import type { BatchId, ItemId, UploadItem } from '../item.ts';
import type { Clock } from '../ports.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../retry-policy.ts';
import type { ItemEvent } from '../transition.ts';
import { type BatchScribe, createBatchScribe } from './batch-scribe.ts';
import { changesForTransition } from './changes-for-transition.ts';
import { createLeaseKeeper, type NewBatch, STAND_BACK_MS } from './lease-keeper.ts';
import type { LedgerClient } from './ledger-client.ts';
import { loadWholeBatch } from './load-whole-batch.ts';

/**
 * Who moves a batch's files. *Watching*: another page does, this one must not. *Catching up*: this page may again, and
 * first reads what the other one did.
 */
export type BatchDriver =
  | { readonly kind: 'opening' }
  | { readonly kind: 'this-page' }
  | { readonly kind: 'watching'; readonly heldBy?: LeaseHolder }
  | { readonly kind: 'catching-up' };

/**
 * Keeps the server's ledger in step with the engine: hears every transition, writes it in few calls and in order, holds
 * the lease of each batch, and notices when another page took over. Nothing here waits for the network, and nothing is
 * lost while the server is away: one record for each item waits until it is.
 */
export interface BatchKeeper {
  openBatch(batch: NewBatch): void;
  /** A batch of the ledger that this page goes on with. Its lease was acquired already; lost again since, it is watched. */
  adoptBatch(lease: LeaseProof): void;
  addItem(batchId: BatchId, item: LedgerNewItem): void;
  /** For the engine's `onTransition`. */
  transitioned(item: UploadItem, event: ItemEvent, previous: UploadItem): void;
  /** A secret: goes to the ledger, which keeps it encrypted, and nowhere else. */
  resumeUrlKnown(item: UploadItem, resumeUrl: string, bytesAccepted: number): void;
  /** Something else that became known: a hash. */
  record(batchId: BatchId, change: LedgerChange): void;

  driverOf(batchId: BatchId): BatchDriver | undefined;
  /** The batches that other pages drive. */
  watched(): readonly BatchId[];
  /** Takes over what another page did of a batch that is watched, and goes on watching. @throws FailureError */
  follow(batchId: BatchId): Promise<void>;
  /** What a ticket request proves its right with; undefined while there is none. */
  leaseOf(batchId: BatchId): LeaseProof | undefined;
  /** Somebody says that the batch's lease changed hands; true or not, it is looked at now. */
  look(batchId: BatchId): void;
  /** The server refused this lease elsewhere. */
  leaseLost(lease: LeaseProof): void;
  /** The user wants this page to drive, whoever does now. @throws FailureError when the server does not answer */
  takeOver(batchId: BatchId): Promise<void>;
  /** Asks for the lease of a batch that this page does not know yet. @throws FailureError */
  acquire(batchId: BatchId, takeOver: boolean): Promise<AcquireLeaseResponse>;
  /** Gives the lease of a batch back that this page does not go on with after all. Never rejects. */
  release(batchId: BatchId): Promise<void>;
  /** The batch is over for the ledger: nothing of it is written any more. */
  drop(batchId: BatchId): void;
  /** Items whose latest news the server has not confirmed. */
  unwrittenCount(): number;
  /** Writes what is left, once, and gives all leases back right behind it, without waiting for an answer. Never rejects. */
  dispose(): Promise<void>;
}

export interface BatchKeeperOptions {
  readonly client: LedgerClient;
  readonly clock: Clock;
  readonly random: () => number;
  /** A UUID made anew on each load of the page. */
  readonly holderId: string;
  readonly retry?: RetryPolicy;
  /** Bytes are on their way, and nobody would tell at once that another page took over. @default never */
  readonly isExposed?: () => boolean;
  /** How long a page that lives is given to stop after this one took over. Milliseconds. @default 4,000 */
  readonly standBackMs?: number;
  /** Who drives changed. On `watching` the engine stops the batch at once; on `this-page` it may go on. */
  readonly onDriverChange: (batchId: BatchId, driver: BatchDriver) => void;
  /**
   * What the ledger holds after another page drove: the engine takes it over before it goes on. Items of which this
   * page knows better (Wix took the file; the user cancelled it here) are not among them.
   */
  readonly onCaughtUp: (batchId: BatchId, items: readonly LedgerItem[]) => void;
  /** The ledger took in what happened to items of the batch: its counts are others now. */
  readonly onWritten?: (batchId: BatchId) => void;
  /** The ledger refused an item: it is uploaded all the same, but a reload would not know of it. */
  readonly onRefused?: (itemId: ItemId, failure: Failure) => void;
}

interface KeptBatch {
  readonly scribe: BatchScribe;
  driver: BatchDriver;
}

/** Between two tries to read what another page did. Milliseconds. */
const CATCH_UP_RETRY_MS = 5_000;

export function createBatchKeeper(options: BatchKeeperOptions): BatchKeeper {
  const { client, clock, random, holderId, retry = defaultRetryPolicy } = options;
  const batches = new Map<BatchId, KeptBatch>();
  const disposal = new AbortController();

  const setDriver = (batchId: BatchId, driver: BatchDriver) => {
    const batch = batches.get(batchId);
    if (!batch) return;
    batch.driver = driver;
    options.onDriverChange(batchId, driver);
  };

  const leases = createLeaseKeeper({
    client,
    clock,
    random,
    retry,
    holderId,
    isExposed: options.isExposed ?? (() => false),
    standBackMs: options.standBackMs ?? STAND_BACK_MS,
    onOpened(batchId, lease) {
      batches.get(batchId)?.scribe.drive(lease);
      setDriver(batchId, { kind: 'this-page' });
    },
    onAcquired: (batchId, lease) => void catchUp(batchId, lease),
    onLost: (batchId) => watch(batchId),
    onHeld(batchId, heldBy) {
      const driver = batches.get(batchId)?.driver;
      const isKnown = driver?.kind === 'watching' && driver.heldBy?.holderId === heldBy.holderId;
      if (!isKnown) setDriver(batchId, { kind: 'watching', heldBy });
    },
  });

  const watch = (batchId: BatchId) => {
    const batch = batches.get(batchId);
    if (!batch) return;
    void batch.scribe.stop();
    setDriver(batchId, { kind: 'watching' });
    leases.waitFor(batchId);
  };

  /** The lease is ours again: reads what happened in the meantime, then goes on. */
  const catchUp = async (batchId: BatchId, lease: LeaseProof): Promise<void> => {
    const batch = batches.get(batchId);
    if (!batch) return;
    setDriver(batchId, { kind: 'catching-up' });
    const isCurrent = () => leases.leaseOf(batchId)?.epoch === lease.epoch && !disposal.signal.aborted;
    await batch.scribe.stop();
    try {
      const items = await loadWholeBatch(client, clock, batchId, disposal.signal);
      if (!isCurrent()) return;
      options.onCaughtUp(batchId, batch.scribe.reconcile(items));
      batch.scribe.drive(lease);
      setDriver(batchId, { kind: 'this-page' });
    } catch {
      if (isCurrent()) clock.setTimeout(() => void (isCurrent() && catchUp(batchId, lease)), CATCH_UP_RETRY_MS);
    }
  };

  const keep = (batchId: BatchId, driver: BatchDriver): BatchScribe => {
    const scribe = createBatchScribe({
      client,
      clock,
      random,
      retry,
      onWritten: () => options.onWritten?.(batchId),
      onLeaseLost: () => leases.lost(batchId),
      onRefused: (itemId, failure) => options.onRefused?.(itemId, failure),
    });
    batches.set(batchId, { scribe, driver });
    return scribe;
  };

  return {
    openBatch(batch) {
      keep(batch.batchId, { kind: 'opening' });
      leases.open(batch);
    },
    adoptBatch(lease) {
      const scribe = keep(lease.batchId, { kind: 'this-page' });
      if (leases.leaseOf(lease.batchId)?.epoch === lease.epoch) scribe.drive(lease);
      else watch(lease.batchId);
    },
    addItem: (batchId, item) => batches.get(batchId)?.scribe.add(item),
    transitioned(item, event, previous) {
      const scribe = batches.get(item.batchId)?.scribe;
      if (!scribe) return;
      for (const change of changesForTransition(item, event, previous)) scribe.change(change);
    },
    resumeUrlKnown(item, resumeUrl, bytesAccepted) {
      batches.get(item.batchId)?.scribe.change({ type: 'progressed', uploadId: item.id, bytesAccepted, resumeUrl });
    },
    record: (batchId, change) => batches.get(batchId)?.scribe.change(change),
    driverOf: (batchId) => batches.get(batchId)?.driver,
    watched: () => [...batches].flatMap(([batchId, { driver }]) => (driver.kind === 'watching' ? batchId : [])),
    async follow(batchId) {
      const items = await loadWholeBatch(client, clock, batchId, disposal.signal);
      const batch = batches.get(batchId);
      if (batch?.driver.kind === 'watching') options.onCaughtUp(batchId, batch.scribe.reconcile(items));
    },
    leaseOf: (batchId) => leases.leaseOf(batchId),
    look: leases.look,
    leaseLost({ batchId, epoch }) {
      if (leases.leaseOf(batchId)?.epoch === epoch) leases.lost(batchId);
    },
    async takeOver(batchId) {
      await leases.acquire(batchId, true);
    },
    acquire: leases.acquire,
    release: leases.release,
    drop(batchId) {
      void batches.get(batchId)?.scribe.stop();
      batches.delete(batchId);
      leases.drop(batchId);
    },
    unwrittenCount: () => [...batches.values()].reduce((sum, { scribe }) => sum + scribe.unwrittenCount(), 0),
    async dispose() {
      disposal.abort(new Error('disposed'));
      // A page that goes hears no answer, so its leases follow its last words at once; but not ahead of them: whoever gets a
      // lease next shuts them out.
      const last = await Promise.all([...batches.values()].map(({ scribe }) => scribe.finish()));
      await Promise.all([...last.map(({ isWritten }) => isWritten), leases.releaseAll()]);
      batches.clear();
      leases.dispose();
    },
  };
}
