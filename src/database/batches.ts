import { and, desc, eq, exists, gt, inArray, isNotNull, isNull, lte, ne, or, sql } from 'drizzle-orm';
import type { LeaseProof, LedgerState } from '#contracts';
import type { Connection } from './connection.ts';
import { batches, items } from './schema.ts';

export type BatchRow = typeof batches.$inferSelect;
export type NewBatch = Pick<BatchRow, 'batchId' | 'destination' | 'label' | 'userId' | 'createdAt'>;

/** Open batches shown at once. Nobody keeps that many; what is older appears when newer ones are finished. */
const MOST_OPEN_BATCHES = 100;
const unfinishedStates: LedgerState[] = ['queued', 'sending', 'accepted', 'failed'];
const isNotDismissed = eq(items.dismissed, false);

const isBatch = (instanceId: string, batchId: string) =>
  and(eq(batches.instanceId, instanceId), eq(batches.batchId, batchId));

/** Does nothing when the batch is there already. */
export async function insertBatch(connection: Connection, instanceId: string, batch: NewBatch): Promise<void> {
  await connection
    .insert(batches)
    .values({ instanceId, ...batch })
    .onConflictDoNothing();
}

export async function findBatch(
  connection: Connection,
  instanceId: string,
  batchId: string,
): Promise<BatchRow | undefined> {
  const [batch] = await connection.select().from(batches).where(isBatch(instanceId, batchId));
  return batch;
}

export interface LeaseWish {
  readonly batchId: string;
  readonly holderId: string;
  readonly userId: string;
  readonly takeOver: boolean;
  readonly now: Date;
  readonly expiresAt: Date;
}

/**
 * Makes the holder the batch's driver, unless a living other one is. The epoch grows with every change of holder, and not
 * when the same holder asks again.
 * @returns the new epoch; undefined when somebody else drives or there is no such batch.
 */
export async function takeLease(
  connection: Connection,
  instanceId: string,
  wish: LeaseWish,
): Promise<number | undefined> {
  const isFree = or(
    isNull(batches.leaseHolder),
    eq(batches.leaseHolder, wish.holderId),
    lte(batches.leaseExpiresAt, wish.now),
  );
  const [taken] = await connection
    .update(batches)
    .set({
      leaseEpoch: sql`${batches.leaseEpoch} + case when ${batches.leaseHolder} = ${wish.holderId} then 0 else 1 end`,
      leaseHolder: wish.holderId,
      leaseUserId: wish.userId,
      leaseExpiresAt: wish.expiresAt,
    })
    .where(and(isBatch(instanceId, wish.batchId), wish.takeOver ? undefined : isFree))
    .returning({ epoch: batches.leaseEpoch });
  return taken?.epoch;
}

/**
 * Prolongs leases. One that ran out and that nobody took meanwhile is still the holder's.
 * @returns the ids of the batches whose lease was prolonged.
 */
export async function renewLeases(
  connection: Connection,
  instanceId: string,
  { holderId, leases, expiresAt }: { holderId: string; leases: readonly LeaseProof[]; expiresAt: Date },
): Promise<readonly string[]> {
  const named = leases.map(({ batchId, epoch }) => and(eq(batches.batchId, batchId), eq(batches.leaseEpoch, epoch)));
  const renewed = await connection
    .update(batches)
    .set({ leaseExpiresAt: expiresAt })
    .where(and(eq(batches.instanceId, instanceId), eq(batches.leaseHolder, holderId), or(...named)))
    .returning({ batchId: batches.batchId });
  return renewed.map(({ batchId }) => batchId);
}

/** Gives the lease back. What the holder still sends under its epoch counts until somebody else takes the batch. */
export async function releaseLease(connection: Connection, instanceId: string, proof: LeaseProof): Promise<void> {
  await connection
    .update(batches)
    .set({ leaseHolder: null, leaseUserId: null, leaseExpiresAt: null })
    .where(and(isBatch(instanceId, proof.batchId), eq(batches.leaseEpoch, proof.epoch)));
}

/**
 * Whether the proof is the batch's present lease. Inside a transaction no other holder gets in before its end: that makes
 * the epoch a fence.
 */
export async function holdsLease(transaction: Connection, instanceId: string, proof: LeaseProof): Promise<boolean> {
  const held = await transaction
    .select({ batchId: batches.batchId })
    .from(batches)
    .where(and(isBatch(instanceId, proof.batchId), eq(batches.leaseEpoch, proof.epoch)))
    .for('share');
  return held.length > 0;
}

/** Batches with unfinished items that nobody closed, newest first. A failed item that was dismissed is finished. */
export async function openBatches(connection: Connection, instanceId: string): Promise<readonly BatchRow[]> {
  const hasUnfinished = connection
    .select({ one: sql`1` })
    .from(items)
    .where(
      and(
        eq(items.instanceId, batches.instanceId),
        eq(items.batchId, batches.batchId),
        inArray(items.state, unfinishedStates),
        isNotDismissed,
      ),
    );
  return connection
    .select()
    .from(batches)
    .where(and(eq(batches.instanceId, instanceId), isNull(batches.closedAt), exists(hasUnfinished)))
    .orderBy(desc(batches.createdAt))
    .limit(MOST_OPEN_BATCHES);
}

export interface StateTotal {
  readonly batchId: string;
  readonly state: LedgerState;
  readonly count: number;
  readonly bytes: number;
  /** Some of these files came in a folder. */
  readonly hasFolders: boolean;
}

/** Files and bytes of each batch by state, without dismissed ones. */
export async function totalsOfBatches(
  connection: Connection,
  instanceId: string,
  batchIds: readonly string[],
): Promise<readonly StateTotal[]> {
  if (batchIds.length === 0) return [];
  const rows = await connection
    .select({
      batchId: items.batchId,
      state: items.state,
      count: sql`count(*)`.mapWith(Number),
      bytes: sql`coalesce(sum(${items.sizeInBytes}), 0)`.mapWith(Number),
      hasFolders: sql`bool_or(strpos(${items.path}, '/') > 0)`.mapWith(Boolean),
    })
    .from(items)
    .where(and(eq(items.instanceId, instanceId), inArray(items.batchId, [...batchIds]), isNotDismissed))
    .groupBy(items.batchId, items.state);
  return rows.flatMap(({ batchId, ...total }) => (batchId === null ? [] : { batchId, ...total }));
}

export async function closeBatch(
  transaction: Connection,
  instanceId: string,
  batchId: string,
  now: Date,
): Promise<void> {
  await transaction.update(batches).set({ closedAt: now }).where(isBatch(instanceId, batchId));
}

/** A batch that was given up is open again when files are added to it. */
export async function reopenBatch(transaction: Connection, instanceId: string, batchId: string): Promise<void> {
  await transaction
    .update(batches)
    .set({ closedAt: null })
    .where(and(isBatch(instanceId, batchId), isNotNull(batches.closedAt)));
}

/** Ids of the batches that a living holder drives. */
export async function drivenBatches(connection: Connection, instanceId: string, now: Date): Promise<readonly string[]> {
  const driven = await connection
    .select({ batchId: batches.batchId })
    .from(batches)
    .where(and(eq(batches.instanceId, instanceId), gt(batches.leaseExpiresAt, now)));
  return driven.map(({ batchId }) => batchId);
}

/** Deletes batches without items, except those that somebody drives. */
export async function deleteEmptyBatches(
  transaction: Connection,
  instanceId: string,
  exceptIds: readonly string[],
): Promise<void> {
  const itemsOf = transaction
    .select({ one: sql`1` })
    .from(items)
    .where(and(eq(items.instanceId, batches.instanceId), eq(items.batchId, batches.batchId)));
  await transaction
    .delete(batches)
    .where(
      and(
        eq(batches.instanceId, instanceId),
        sql`not ${exists(itemsOf)}`,
        ...exceptIds.map((batchId) => ne(batches.batchId, batchId)),
      ),
    );
}
