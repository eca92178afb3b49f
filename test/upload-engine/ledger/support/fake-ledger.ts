import type { z } from 'zod';
import {
  type AcquireLeaseResponse,
  acquireLeaseRequestSchema,
  type BatchSummary,
  type Failure,
  forgetBatchRequestSchema,
  LEASE_LIFETIME_MS,
  LEDGER_ITEMS_PER_CALL,
  type LeaseProof,
  type LedgerChange,
  type LedgerItem,
  type LedgerState,
  leaseProofSchema,
  loadBatchRequestSchema,
  type OpenBatchRequest,
  openBatchRequestSchema,
  recordChangesRequestSchema,
  recordItemsRequestSchema,
  renewLeasesRequestSchema,
  skipTwinsRequestSchema,
  trashReplacedRequestSchema,
} from '#contracts';
import { type Clock, FailureError } from '#upload-engine';
import type { LedgerClient } from '../../../../src/upload-engine/ledger/ledger-client.ts';

/** How the server treats the next calls. `lose-answer`: it does what it is asked, and the answer gets lost. */
export type Weather = 'fine' | 'away' | 'lose-answer' | 'silent';

export interface FakeLedger extends LedgerClient {
  weather: Weather;
  /** Refuses calls with such an item as INVALID_ARGUMENT, the whole call at once as the schema does. */
  refuses: (uploadId: string) => boolean;
  /** Called when a batch gets another holder. */
  onLeaseChange: (batchId: string) => void;
  readonly calls: { readonly method: string; readonly count: number; readonly at: number }[];
  items(batchId: string): readonly LedgerItem[];
  /** Every change that changed something, in order. */
  readonly effects: readonly LedgerChange[];
  readonly resumeUrls: ReadonlyMap<string, string>;
  /** Ids of the files that others have replaced, in order. */
  readonly trashed: readonly string[];
  /** Ids of uploads that another one has brought to their place meanwhile. */
  readonly twins: string[];
  /** Another page takes the batch, whoever has it. @returns its proof */
  takenByOther(batchId: string): LeaseProof;
  /** The other page's own writing. */
  writeAsOther(proof: LeaseProof, change: LedgerChange): void;
  releaseOther(proof: LeaseProof): void;
  /** What the ticket calls check. */
  holds(proof: LeaseProof): boolean;
  /** Wix is done with a file. */
  becomeReady(fileId: string): void;
}

interface StoredBatch {
  readonly destination: OpenBatchRequest['destination'];
  isForgotten: boolean;
  epoch: number;
  holderId: string | undefined;
  expiresAt: number;
  readonly label: string;
  readonly items: Map<string, LedgerItem>;
}

/** The ledger's contract in memory, for tests of its callers. Its rules are those of the server. */
export function createFakeLedger(clock: Clock): FakeLedger {
  const batches = new Map<string, StoredBatch>();
  const effects: LedgerChange[] = [];
  const resumeUrls = new Map<string, string>();
  const trashed: string[] = [];

  const fail = (failure: Failure): never => {
    throw new FailureError(failure);
  };
  const batchOf = (batchId: string): StoredBatch => batches.get(batchId) ?? fail({ code: 'LEASE_LOST' });
  const provenBatch = (proof: LeaseProof): StoredBatch => {
    const batch = batchOf(proof.batchId);
    return batch.epoch === proof.epoch ? batch : fail({ code: 'LEASE_LOST' });
  };
  const give = (batchId: string, batch: StoredBatch, holderId: string) => {
    const isAnother = batch.holderId !== holderId;
    if (isAnother) batch.epoch += 1;
    batch.holderId = holderId;
    batch.expiresAt = clock.now() + LEASE_LIFETIME_MS;
    if (isAnother) ledger.onLeaseChange(batchId);
    return { batchId, holderId, epoch: batch.epoch, expiresAt: batch.expiresAt };
  };
  const isHeldByOther = (batch: StoredBatch, holderId: string) =>
    batch.holderId !== undefined && batch.holderId !== holderId && batch.expiresAt > clock.now();
  const applyChange = (batch: StoredBatch, change: LedgerChange) => {
    const item = batch.items.get(change.uploadId);
    const next = item && whileFailed(ledgerTransition(item, change));
    if (!item || !next || next === item) return;
    batch.items.set(change.uploadId, next);
    effects.push(change);
    if (change.type === 'progressed' && change.resumeUrl !== undefined)
      resumeUrls.set(change.uploadId, change.resumeUrl);
  };

  const check = (schema: z.ZodType, request: unknown) => {
    if (!schema.safeParse(request).success) fail({ code: 'INVALID_ARGUMENT', message: JSON.stringify(request) });
  };
  const answer = async <Result>(method: string, count: number, run: () => Result): Promise<Result> => {
    ledger.calls.push({ method, count, at: clock.now() });
    await Promise.resolve();
    const { weather } = ledger;
    if (weather === 'away') return fail({ code: 'SERVER_UNAVAILABLE' });
    if (weather === 'silent') return new Promise<Result>(() => {});
    const result = run();
    return weather === 'lose-answer' ? fail({ code: 'SERVER_UNAVAILABLE' }) : result;
  };

  const ledger: FakeLedger = {
    weather: 'fine',
    refuses: () => false,
    onLeaseChange: () => {},
    calls: [],
    effects,
    resumeUrls,
    trashed,
    twins: [],
    items: (batchId) => [...(batches.get(batchId)?.items.values() ?? [])],
    openBatch: (request) =>
      answer('openBatch', 1, () => {
        check(openBatchRequestSchema, request);
        const { batchId, holderId, label, destination } = request;
        const batch: StoredBatch = batches.get(batchId) ?? {
          epoch: 0,
          holderId: undefined,
          expiresAt: 0,
          label,
          destination,
          isForgotten: false,
          items: new Map(),
        };
        batches.set(batchId, batch);
        if (isHeldByOther(batch, holderId)) fail({ code: 'LEASE_LOST' });
        return { lease: give(batchId, batch, holderId) };
      }),
    acquireLease: (request) =>
      answer('acquireLease', 1, (): AcquireLeaseResponse => {
        check(acquireLeaseRequestSchema, request);
        const { batchId, holderId, takeOver } = request;
        const batch = batchOf(batchId);
        if (isHeldByOther(batch, holderId) && takeOver !== true) {
          return { heldBy: { holderId: batch.holderId ?? '', userId: 'user', expiresAt: batch.expiresAt } };
        }
        return { lease: give(batchId, batch, holderId) };
      }),
    renewLeases: (request) =>
      answer('renewLeases', request.leases.length, () => {
        check(renewLeasesRequestSchema, request);
        const { holderId, leases } = request;
        const lost = leases.filter(({ batchId, epoch }) => batches.get(batchId)?.epoch !== epoch);
        for (const proof of leases) if (!lost.includes(proof)) give(proof.batchId, batchOf(proof.batchId), holderId);
        return { lost: lost.map(({ batchId }) => batchId), expiresAt: clock.now() + LEASE_LIFETIME_MS };
      }),
    releaseLease: (proof) =>
      answer('releaseLease', 1, () => {
        check(leaseProofSchema, proof);
        const batch = batches.get(proof.batchId);
        if (batch?.epoch === proof.epoch) batch.holderId = undefined;
      }),
    recordItems: (request) =>
      answer('recordItems', request.items.length, () => {
        check(recordItemsRequestSchema, request);
        const { lease, items } = request;
        if (items.some(({ uploadId }) => ledger.refuses(uploadId))) fail({ code: 'INVALID_ARGUMENT', field: 'items' });
        const batch = provenBatch(lease);
        for (const item of items) {
          if (!batch.items.has(item.uploadId))
            batch.items.set(item.uploadId, { ...item, state: 'queued', bytesAccepted: 0 });
        }
      }),
    recordChanges: (request) =>
      answer('recordChanges', request.changes.length, () => {
        check(recordChangesRequestSchema, request);
        const { lease, changes } = request;
        const batch = provenBatch(lease);
        for (const change of changes) applyChange(batch, change);
      }),
    listOpenBatches: () =>
      answer('listOpenBatches', 1, () => ({
        batches: [...batches]
          .filter(([, batch]) => !batch.isForgotten && [...batch.items.values()].some(isOpen))
          .map(([batchId, batch]) => summaryOf(batchId, batch, clock.now())),
      })),
    loadBatch: (request) =>
      answer('loadBatch', 1, () => {
        check(loadBatchRequestSchema, request);
        const { batchId, cursor } = request;
        const start = Number(cursor ?? 0);
        const all = [...batchOf(batchId).items.values()];
        const end = start + LEDGER_ITEMS_PER_CALL;
        return { items: all.slice(start, end), ...(end < all.length ? { nextCursor: String(end) } : {}) };
      }),
    skipTwins: (request) =>
      answer('skipTwins', 1, () => {
        check(skipTwinsRequestSchema, request);
        const batch = provenBatch(request.lease);
        const failure: Failure = { code: 'ALREADY_THERE' };
        for (const uploadId of ledger.twins) applyChange(batch, { type: 'skipped', uploadId, failure });
      }),
    forgetBatch: (request) =>
      answer('forgetBatch', 1, () => {
        check(forgetBatchRequestSchema, request);
        const { lease } = request;
        const batch = provenBatch(lease);
        for (const { uploadId } of batch.items.values()) applyChange(batch, { type: 'cancelled', uploadId });
        batch.isForgotten = true;
        batch.holderId = undefined;
      }),
    trashReplaced: (request) =>
      answer('trashReplaced', request.uploadIds.length, () => {
        check(trashReplacedRequestSchema, request);
        const all = new Map([...batches.values()].flatMap((batch) => [...batch.items]));
        return {
          outcomes: request.uploadIds.map((uploadId) => {
            const item = all.get(uploadId);
            if (item?.state !== 'ready' || item.replaces === undefined)
              return { uploadId, outcome: 'waiting' as const };
            if (!trashed.includes(item.replaces)) trashed.push(item.replaces);
            return { uploadId, outcome: 'trashed' as const };
          }),
        };
      }),
    holds: ({ batchId, epoch }) => batches.get(batchId)?.epoch === epoch,
    becomeReady(fileId) {
      for (const { items } of batches.values()) {
        for (const item of items.values()) {
          if (item.fileId === fileId && item.state === 'accepted')
            items.set(item.uploadId, { ...item, state: 'ready' });
        }
      }
    },
    takenByOther(batchId) {
      const { epoch } = give(batchId, batchOf(batchId), `other-${batchOf(batchId).epoch}`);
      return { batchId, epoch };
    },
    writeAsOther: (proof, change) => applyChange(provenBatch(proof), change),
    releaseOther(proof) {
      const batch = batches.get(proof.batchId);
      if (batch?.epoch === proof.epoch) batch.holderId = undefined;
    },
  };
  return ledger;
}

function isOpen({ state, dismissed }: LedgerItem): boolean {
  return state === 'queued' || state === 'sending' || state === 'accepted' || (state === 'failed' && !dismissed);
}

function summaryOf(batchId: string, batch: StoredBatch, now: number): BatchSummary {
  const items = [...batch.items.values()].filter(({ dismissed }) => !dismissed);
  const count = (state: LedgerState) => items.filter((item) => item.state === state).length;
  const bytes = (list: readonly LedgerItem[]) => list.reduce((sum, { sizeInBytes = 0 }) => sum + sizeInBytes, 0);
  return {
    batchId,
    label: batch.label,
    destination: batch.destination,
    createdAt: 0,
    createdBy: 'user',
    countByState: {
      queued: count('queued'),
      sending: count('sending'),
      accepted: count('accepted'),
      ready: count('ready'),
      failed: count('failed'),
      skipped: count('skipped'),
      cancelled: count('cancelled'),
    },
    bytesTotal: bytes(items),
    bytesReady: bytes(items.filter(({ state }) => state === 'ready')),
    hasFolders: items.some(({ path }) => path.includes('/')),
    ...(batch.holderId !== undefined && batch.expiresAt > now
      ? { heldBy: { holderId: batch.holderId, userId: 'user', expiresAt: batch.expiresAt } }
      : {}),
  };
}

/** Only what failed is dismissed. */
function whileFailed(item: LedgerItem): LedgerItem {
  if (item.state === 'failed' || !item.dismissed) return item;
  const { dismissed: _, ...rest } = item;
  return rest;
}

/** The server's rules (`changeItem` of the backend): what makes no sense in the item's state changes nothing. */
function ledgerTransition(item: LedgerItem, change: LedgerChange): LedgerItem {
  const isSending = item.state === 'queued' || item.state === 'sending';
  const isUnderWay = isSending || item.state === 'failed';
  switch (change.type) {
    case 'checked':
      return isSending
        ? {
            ...item,
            sizeInBytes: change.sizeInBytes,
            mimeType: change.mimeType,
            ...(change.sampleHash === undefined ? {} : { sampleHash: change.sampleHash }),
          }
        : item;
    case 'progressed':
      return isSending
        ? { ...item, state: 'sending', bytesAccepted: Math.max(item.bytesAccepted, change.bytesAccepted) }
        : item;
    case 'accepted':
      return item.state === 'ready' || item.fileId === change.fileId
        ? item
        : { ...item, state: 'accepted', fileId: change.fileId };
    case 'hashed':
      return { ...item };
    case 'failed':
      return isUnderWay || item.state === 'accepted' ? { ...item, state: 'failed', failure: change.failure } : item;
    case 'skipped':
      return isUnderWay ? { ...item, state: 'skipped', failure: change.failure } : item;
    case 'cancelled':
      return isUnderWay ? { ...item, state: 'cancelled' } : item;
    case 'dismissed':
      return item.state === 'failed' ? { ...item, dismissed: true } : item;
    case 'requeued': {
      const { fileId: _, failure: __, ...rest } = item;
      return isSending || item.state === 'ready' ? item : { ...rest, state: 'queued' };
    }
  }
}
