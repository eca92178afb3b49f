import { AppError, type LeaseProof, type LiveEvent } from '#contracts';
import { type Connection, holdsLease, type SecretBox } from '#database';

/** What the ledger works with: one database for all sites, and the key of what is sealed in it. */
export interface LedgerServices {
  readonly connection: Connection;
  readonly secretBox: SecretBox;
  readonly now: () => Date;
  /** Tells the site's open pages what changed, once it is written. Never throws. Absent: they find out when they ask. */
  readonly tell?: (instanceId: string, events: readonly LiveEvent[]) => void;
}

/**
 * Runs a change of a batch under its lease: nobody else can take the batch before the change is written.
 * @throws AppError LEASE_LOST when the proof is not the present lease.
 */
export function underLease<Result>(
  { connection }: LedgerServices,
  instanceId: string,
  proof: LeaseProof,
  change: (transaction: Connection) => Promise<Result>,
): Promise<Result> {
  return connection.transaction(async (transaction) => {
    if (!(await holdsLease(transaction, instanceId, proof))) throw new AppError({ code: 'LEASE_LOST' });
    return change(transaction);
  });
}
