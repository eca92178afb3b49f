export {
  createLedgerUploadEngine,
  type LedgerOptions,
  type LedgerUploadEngine,
} from './create-ledger-upload-engine.ts';
export { createUploadEngine } from './create-upload-engine.ts';
export * from './engine-api.ts';
export type { UploadEngineOptions } from './engine-options.ts';
export * from './item.ts';
export type { BatchDriver } from './ledger/batch-keeper.ts';
export { formatCsv } from './ledger/csv.ts';
export { actionFor, type FailureAction, failureActions } from './ledger/failure-action.ts';
export { type FailureGroup, groupFailures } from './ledger/failure-groups.ts';
export {
  type FailureReportRow,
  failureReportRows,
  formatFailureReport,
  parseFailureReport,
} from './ledger/failure-report.ts';
export type { LedgerClient } from './ledger/ledger-client.ts';
export type { ContinueCounts, ContinueResult, ContinueWithOptions, LedgerSession } from './ledger/ledger-session.ts';
export type { SelfContinued } from './ledger/open-batch-list.ts';
export type { OpenBatchView } from './ledger/open-batch-view.ts';
export { findReportedItems, type ReportedItems } from './ledger/reported-items.ts';
export * from './plan/index.ts';
export * from './ports.ts';
export type { TransitionObserver } from './queue-store.ts';
export { parseRetryAfter } from './retry-after.ts';
export type { ItemEvent } from './transition.ts';
