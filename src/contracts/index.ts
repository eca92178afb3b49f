/** What the page and the backend agree on. A change here is a change of agreement. */
import './without-eval.ts';

export * from './app-error.ts';
export * from './failure.ts';
export * from './folders.ts';
export * from './lease.ts';
export * from './ledger.ts';
export * from './live.ts';
export * from './media-file.ts';
export * from './media-limits.ts';
export * from './media-types.ts';
export * from './plan.ts';
export * from './session.ts';
export * from './tickets.ts';
export * from './verification.ts';
export * from './web-method-wire.ts';
