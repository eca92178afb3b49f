import type {
  AcquireLeaseRequest,
  AcquireLeaseResponse,
  ForgetBatchRequest,
  Lease,
  LeaseProof,
  LedgerPage,
  LoadBatchRequest,
  OpenBatches,
  OpenBatchRequest,
  RecordChangesRequest,
  RecordItemsRequest,
  RenewLeasesRequest,
  RenewLeasesResponse,
  SkipTwinsRequest,
  TrashReplacedRequest,
  TrashReplacedResponse,
} from '#contracts';

/**
 * The server's ledger as the page calls it: the web methods of the contract as functions. Each rejects with a
 * `FailureError`; LEASE_LOST among the codes says that another page drives the batch. Every call may be repeated after
 * an answer that was lost.
 */
export interface LedgerClient {
  openBatch(request: OpenBatchRequest, signal: AbortSignal): Promise<{ readonly lease: Lease }>;
  acquireLease(request: AcquireLeaseRequest, signal: AbortSignal): Promise<AcquireLeaseResponse>;
  renewLeases(request: RenewLeasesRequest, signal: AbortSignal): Promise<RenewLeasesResponse>;
  releaseLease(proof: LeaseProof, signal: AbortSignal): Promise<void>;
  /** At most `LEDGER_ITEMS_PER_CALL` items. */
  recordItems(request: RecordItemsRequest, signal: AbortSignal): Promise<void>;
  /** At most `LEDGER_ITEMS_PER_CALL` changes; those of one item are taken in the order given. */
  recordChanges(request: RecordChangesRequest, signal: AbortSignal): Promise<void>;
  listOpenBatches(signal: AbortSignal): Promise<OpenBatches>;
  loadBatch(request: LoadBatchRequest, signal: AbortSignal): Promise<LedgerPage>;
  skipTwins(request: SkipTwinsRequest, signal: AbortSignal): Promise<void>;
  forgetBatch(request: ForgetBatchRequest, signal: AbortSignal): Promise<void>;
  /** At most `REPLACEMENTS_PER_CALL` uploads. */
  trashReplaced(request: TrashReplacedRequest, signal: AbortSignal): Promise<TrashReplacedResponse>;
}
