import type { BatchSummary, LeaseHolder } from '#contracts';

/** An unfinished batch as a person sees it: *7,214 of 9,000 done*. */
export interface OpenBatchView {
  readonly batchId: string;
  readonly label: string;
  readonly destination: BatchSummary['destination'];
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** User id. */
  readonly createdBy: string;
  /** Files that count: without those that were skipped or cancelled. */
  readonly total: number;
  /** Wix has them: accepted or ready. */
  readonly done: number;
  readonly failed: number;
  /** Their bytes are needed: queued or half sent. Without those that are in this page's queue. */
  readonly toSend: number;
  /** Their files are to be brought here: to send or failed. Forgetting gives these up. */
  readonly missing: number;
  readonly bytesTotal: number;
  readonly bytesReady: number;
  /** False: all its files were picked or dropped by themselves. */
  readonly hasFolders: boolean;
  readonly driver: 'nobody' | 'this-page' | LeaseHolder;
  /** False while another living page drives it: then only taking over helps. */
  readonly canContinue: boolean;
}

/** @param holderId this page's own */
export function viewOpenBatch(summary: BatchSummary, holderId: string): OpenBatchView {
  const {
    batchId,
    label,
    destination,
    createdAt,
    createdBy,
    countByState,
    bytesTotal,
    bytesReady,
    hasFolders,
    heldBy,
  } = summary;
  const done = countByState.accepted + countByState.ready;
  const toSend = countByState.queued + countByState.sending;
  const driver = heldBy === undefined ? 'nobody' : heldBy.holderId === holderId ? 'this-page' : heldBy;
  return {
    batchId,
    label,
    destination,
    createdAt,
    createdBy,
    total: done + toSend + countByState.failed,
    done,
    failed: countByState.failed,
    toSend,
    missing: toSend + countByState.failed,
    bytesTotal,
    bytesReady,
    hasFolders,
    driver,
    canContinue: driver === 'nobody' || driver === 'this-page',
  };
}
