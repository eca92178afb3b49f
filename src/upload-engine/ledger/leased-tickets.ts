import type { LeaseProof, TicketOutcome } from '#contracts';
import type { BatchId } from '../item.ts';
import { FailureError, type TicketSource } from '../ports.ts';

/** What the tickets ask of who keeps the leases. */
export interface Leases {
  leaseOf(batchId: BatchId): LeaseProof | undefined;
  /** The server refused this lease. */
  leaseLost(lease: LeaseProof): void;
}

/**
 * A source of tickets whose requests carry their batch's lease, so that a page that another one took over from cannot
 * begin anything. A refused lease is passed on before the answer is, so that the batch stops instead of failing.
 */
export function createLeasedTickets(source: TicketSource, leases: Leases): TicketSource {
  return {
    async requestTickets(requests, signal) {
      const leased = requests.map((request) => {
        const lease = leases.leaseOf(request.batchId);
        return lease ? { ...request, lease } : request;
      });
      const refuse = (uploadIds: ReadonlySet<string>) => {
        for (const request of leased) {
          if ('lease' in request && request.lease && uploadIds.has(request.uploadId)) leases.leaseLost(request.lease);
        }
      };
      try {
        const outcomes = await source.requestTickets(leased, signal);
        refuse(new Set(outcomes.flatMap((outcome) => (isRefusedLease(outcome) ? outcome.uploadId : []))));
        return outcomes;
      } catch (error) {
        if (error instanceof FailureError && error.failure.code === 'LEASE_LOST') {
          refuse(new Set(requests.map(({ uploadId }) => uploadId)));
        }
        throw error;
      }
    },
  };
}

function isRefusedLease(outcome: TicketOutcome): boolean {
  return 'failure' in outcome && outcome.failure.code === 'LEASE_LOST';
}
