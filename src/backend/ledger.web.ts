import { Permissions, webMethod } from '@wix/web-methods';
import {
  type AcquireLeaseRequest,
  type AcquireLeaseResponse,
  acquireLeaseRequestSchema,
  type EraseHistoryRequest,
  type EraseHistoryResponse,
  eraseHistoryRequestSchema,
  type ForgetBatchRequest,
  forgetBatchRequestSchema,
  type HistoryPage,
  type HistoryRequest,
  historyRequestSchema,
  type Lease,
  type LeaseProof,
  type LedgerPage,
  type LoadBatchRequest,
  leaseProofSchema,
  loadBatchRequestSchema,
  type MatchFilesRequest,
  type MatchFilesResponse,
  matchFilesRequestSchema,
  type OpenBatches,
  type OpenBatchRequest,
  openBatchRequestSchema,
  type RecordChangesRequest,
  type RecordItemsRequest,
  type RenewLeasesRequest,
  type RenewLeasesResponse,
  recordChangesRequestSchema,
  recordItemsRequestSchema,
  renewLeasesRequestSchema,
  type SkipTwinsRequest,
  skipTwinsRequestSchema,
} from '#contracts';
import { currentLedger, settleForAMoment, settleForCaller, takeInForCaller } from './current-ledger.ts';
import {
  acquireLedgerLease,
  forgetLedgerBatch,
  listOpenLedgerBatches,
  openLedgerBatch,
  releaseLedgerLease,
  renewLedgerLeases,
} from './ledger-batches.ts';
import { eraseLedgerHistory, readHistory } from './ledger-history.ts';
import { loadLedgerBatch, matchLedgerFiles, recordLedgerChanges, recordLedgerItems } from './ledger-records.ts';
import { skipTwins } from './ledger-twins.ts';
import { parseRequest } from './parse-request.ts';
import { readFilesById } from './wix-existing-files.ts';

/** Opens a batch with the caller's page as its driver. */
export const openBatch = webMethod(Permissions.Admin, async (request: OpenBatchRequest): Promise<{ lease: Lease }> => {
  const { ledger, caller } = currentLedger();
  return openLedgerBatch(ledger, caller, parseRequest(openBatchRequestSchema, request));
});

/** Makes the caller's page the batch's driver, unless another living one is; with `takeOver` even then. */
export const acquireLease = webMethod(
  Permissions.Admin,
  async (request: AcquireLeaseRequest): Promise<AcquireLeaseResponse> => {
    const { ledger, caller } = currentLedger();
    return acquireLedgerLease(ledger, caller, parseRequest(acquireLeaseRequestSchema, request));
  },
);

/**
 * The driving page's heartbeat. Wix is asked about accepted files that nobody asked about, behind the answer: a page that
 * was taken over from has four seconds to stop.
 */
export const renewLeases = webMethod(
  Permissions.Admin,
  async (request: RenewLeasesRequest): Promise<RenewLeasesResponse> => {
    const { ledger, caller } = currentLedger();
    const renewed = await renewLedgerLeases(ledger, caller, parseRequest(renewLeasesRequestSchema, request));
    void settleForCaller();
    return renewed;
  },
);

export const releaseLease = webMethod(Permissions.Admin, async (request: LeaseProof): Promise<void> => {
  const { ledger, caller } = currentLedger();
  await releaseLedgerLease(ledger, caller, parseRequest(leaseProofSchema, request));
});

/** Adds up to 500 files to a batch. */
export const recordItems = webMethod(Permissions.Admin, async (request: RecordItemsRequest): Promise<void> => {
  const { ledger, caller } = currentLedger();
  await recordLedgerItems(ledger, caller, parseRequest(recordItemsRequestSchema, request));
});

/** Takes in up to 500 things that happened to files of a batch, in the order given. */
export const recordChanges = webMethod(Permissions.Admin, async (request: RecordChangesRequest): Promise<void> => {
  const { ledger, caller } = currentLedger();
  const recorded = parseRequest(recordChangesRequestSchema, request);
  const { areMoreDue } = await recordLedgerChanges(ledger, caller, recorded);
  if (areMoreDue) await takeInForCaller();
});

/** The site's batches that are not finished, as they are after a look at Wix. */
export const listOpenBatches = webMethod(Permissions.Admin, async (): Promise<OpenBatches> => {
  const { ledger, caller } = currentLedger();
  await settleForAMoment();
  return listOpenLedgerBatches(ledger, caller);
});

/** One page of a batch's files, in the order added. */
export const loadBatch = webMethod(Permissions.Admin, async (request: LoadBatchRequest): Promise<LedgerPage> => {
  const { ledger, caller } = currentLedger();
  return loadLedgerBatch(ledger, caller, parseRequest(loadBatchRequestSchema, request));
});

/** Which of a batch's files the dropped ones are. */
export const matchFiles = webMethod(
  Permissions.Admin,
  async (request: MatchFilesRequest): Promise<MatchFilesResponse> => {
    const { ledger, caller } = currentLedger();
    return matchLedgerFiles(ledger, caller, parseRequest(matchFilesRequestSchema, request));
  },
);

/** Skips of a batch what another upload has brought to the same place since, for a page that goes on with it. */
export const skipBatchTwins = webMethod(Permissions.Admin, async (request: SkipTwinsRequest): Promise<void> => {
  const { ledger, caller } = currentLedger();
  await skipTwins(ledger, caller, parseRequest(skipTwinsRequestSchema, request).lease, readFilesById);
});

/** Gives up what has not arrived of a batch. */
export const forgetBatch = webMethod(Permissions.Admin, async (request: ForgetBatchRequest): Promise<void> => {
  const { ledger, caller } = currentLedger();
  await forgetLedgerBatch(ledger, caller, parseRequest(forgetBatchRequestSchema, request));
});

/** One page of everything that the site ever uploaded here, newest first. */
export const exportHistory = webMethod(Permissions.Admin, async (request: HistoryRequest): Promise<HistoryPage> => {
  const { ledger, caller } = currentLedger();
  return readHistory(ledger, caller, parseRequest(historyRequestSchema, request));
});

export const eraseHistory = webMethod(
  Permissions.Admin,
  async (request: EraseHistoryRequest): Promise<EraseHistoryResponse> => {
    const { ledger, caller } = currentLedger();
    return eraseLedgerHistory(ledger, caller, parseRequest(eraseHistoryRequestSchema, request));
  },
);
