import {
  type AcquireLeaseRequest,
  type AcquireLeaseResponse,
  AppError,
  type BatchSummary,
  LEASE_LIFETIME_MS,
  type Lease,
  type LeaseHolder,
  type LeaseProof,
  type LedgerState,
  type OpenBatches,
  type OpenBatchRequest,
  type RenewLeasesRequest,
  type RenewLeasesResponse,
} from '#contracts';
import {
  type BatchRow,
  cancelUnsent,
  closeBatch,
  findBatch,
  insertBatch,
  openBatches,
  releaseLease,
  renewLeases,
  type StateTotal,
  takeLease,
  totalsOfBatches,
  touchSite,
} from '#database';
import type { SiteCaller } from './call-context.ts';
import { type LedgerServices, underLease } from './ledger-services.ts';

const leaseEnd = (now: Date) => new Date(now.getTime() + LEASE_LIFETIME_MS);

/** Opens a batch with the caller as its driver. The same call again, after an answer that was lost, gives the same lease. */
export async function openLedgerBatch(
  ledger: LedgerServices,
  { instanceId, userId }: SiteCaller,
  request: OpenBatchRequest,
): Promise<{ lease: Lease }> {
  const { connection } = ledger;
  const { batchId, holderId, label, destination } = request;
  const createdAt = ledger.now();
  await touchSite(connection, instanceId, createdAt);
  await insertBatch(connection, instanceId, { batchId, label, destination, userId, createdAt });
  const answer = await acquireLedgerLease(ledger, { instanceId, userId }, { batchId, holderId });
  if ('heldBy' in answer) throw new AppError({ code: 'LEASE_LOST' });
  return answer;
}

/** Makes the caller's page the batch's driver when nobody else is, or when the user insists. */
export async function acquireLedgerLease(
  { connection, now, tell }: LedgerServices,
  { instanceId, userId }: SiteCaller,
  { batchId, holderId, takeOver = false }: AcquireLeaseRequest,
): Promise<AcquireLeaseResponse> {
  const at = now();
  const expiresAt = leaseEnd(at);
  const epoch = await takeLease(connection, instanceId, { batchId, holderId, userId, takeOver, now: at, expiresAt });
  if (epoch !== undefined) {
    tell?.(instanceId, [{ type: 'lease-changed', batchId, isHeld: true }]);
    return { lease: { batchId, epoch, holderId, expiresAt: expiresAt.getTime() } };
  }
  const batch = await findBatch(connection, instanceId, batchId);
  if (!batch) throw new AppError({ code: 'INVALID_ARGUMENT', field: 'batchId' }, 400);
  const heldBy = holderOf(batch, at);
  // Given back between the two queries: the next try gets it.
  if (!heldBy) throw new AppError({ code: 'SERVER_UNAVAILABLE' }, 503);
  return { heldBy };
}

function holderOf(batch: BatchRow, now: Date): LeaseHolder | undefined {
  const { leaseHolder, leaseUserId, leaseExpiresAt } = batch;
  if (leaseHolder === null || leaseExpiresAt === null || leaseExpiresAt <= now) return undefined;
  return { holderId: leaseHolder, userId: leaseUserId ?? '', expiresAt: leaseExpiresAt.getTime() };
}

export async function renewLedgerLeases(
  { connection, now }: LedgerServices,
  { instanceId }: SiteCaller,
  { holderId, leases }: RenewLeasesRequest,
): Promise<RenewLeasesResponse> {
  const expiresAt = leaseEnd(now());
  const renewed = new Set(await renewLeases(connection, instanceId, { holderId, leases, expiresAt }));
  return {
    lost: leases.flatMap(({ batchId }) => (renewed.has(batchId) ? [] : batchId)),
    expiresAt: expiresAt.getTime(),
  };
}

/** Gives the batch free; without effect when somebody else drives it meanwhile. */
export async function releaseLedgerLease(
  { connection, tell }: LedgerServices,
  { instanceId }: SiteCaller,
  proof: LeaseProof,
): Promise<void> {
  await releaseLease(connection, instanceId, proof);
  tell?.(instanceId, [{ type: 'lease-changed', batchId: proof.batchId, isHeld: false }]);
}

export async function listOpenLedgerBatches(
  { connection, now }: LedgerServices,
  { instanceId }: SiteCaller,
): Promise<OpenBatches> {
  const batches = await openBatches(connection, instanceId);
  const ids = batches.map(({ batchId }) => batchId);
  const totals = await totalsOfBatches(connection, instanceId, ids);
  const at = now();
  return { batches: batches.map((batch) => summarise(batch, totals, at)) };
}

function summarise(batch: BatchRow, totals: readonly StateTotal[], now: Date): BatchSummary {
  const own = totals.filter(({ batchId }) => batchId === batch.batchId);
  const of = (state: LedgerState) => own.find((total) => total.state === state);
  const heldBy = holderOf(batch, now);
  const countOf = (state: LedgerState) => of(state)?.count ?? 0;
  return {
    batchId: batch.batchId,
    label: batch.label,
    destination: batch.destination,
    createdAt: batch.createdAt.getTime(),
    createdBy: batch.userId,
    countByState: {
      queued: countOf('queued'),
      sending: countOf('sending'),
      accepted: countOf('accepted'),
      ready: countOf('ready'),
      failed: countOf('failed'),
      skipped: countOf('skipped'),
      cancelled: countOf('cancelled'),
    },
    bytesTotal: own.reduce((sum, { bytes }) => sum + bytes, 0),
    bytesReady: of('ready')?.bytes ?? 0,
    hasFolders: own.some(({ hasFolders }) => hasFolders),
    ...(heldBy ? { heldBy } : {}),
  };
}

/** Gives up what has not arrived, and the batch with it. */
export async function forgetLedgerBatch(
  ledger: LedgerServices,
  { instanceId }: SiteCaller,
  { lease }: { readonly lease: LeaseProof },
): Promise<void> {
  await underLease(ledger, instanceId, lease, async (transaction) => {
    const now = ledger.now();
    await cancelUnsent(transaction, instanceId, lease.batchId, now);
    await closeBatch(transaction, instanceId, lease.batchId, now);
    await releaseLease(transaction, instanceId, lease);
  });
  ledger.tell?.(instanceId, [{ type: 'batch-changed', batchId: lease.batchId }]);
}
