import { z } from 'zod';

export const batchIdSchema = z.uuid();
/** PostgreSQL's integer: no lease changes its holder that often. */
const EPOCH_MAX = 2_147_483_647;
/**
 * Proof that the caller drives the batch: the number of the lease. It grows with every change of holder, so that a page
 * which slept through a take-over cannot write any more (fencing). A stale one is refused with LEASE_LOST.
 */
export const leaseProofSchema = z.strictObject({
  batchId: batchIdSchema,
  epoch: z.number().int().positive().max(EPOCH_MAX),
});
export type LeaseProof = z.infer<typeof leaseProofSchema>;
