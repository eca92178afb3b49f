import { AsyncLocalStorage } from 'node:async_hooks';
import type { LedgerServices } from './ledger-services.ts';
import type { SiteLocks } from './site-locks.ts';
import type { WixCalls } from './wix-calls.ts';

/** For whom the app's authority is used. Its identity (the object) lasts as long as one check of the caller's token. */
export interface SiteCaller {
  /** The app's installation on one site: the key of everything that belongs to the site. */
  readonly instanceId: string;
  readonly userId: string;
}

/** What every web method may use besides its arguments; the composition root provides it. */
export interface BackendServices {
  readonly wix: WixCalls;
  /** Calls that Wix allows the app for one site. */
  readonly callsPerMinute: number;
  readonly ledger: LedgerServices;
  readonly siteLocks: SiteLocks;
  /** Tells whoever runs the server about a bug; the caller learns only that something broke. */
  readonly reportBug: (error: unknown) => void;
}

export interface CallContext {
  readonly caller: SiteCaller;
  readonly services: BackendServices;
}

const storage = new AsyncLocalStorage<CallContext>();

/** Runs one web method for one caller. */
export function runInCallContext<Result>(context: CallContext, work: () => Promise<Result>): Promise<Result> {
  return storage.run(context, work);
}

/** @throws Error outside of a call: there is no site to act for. */
export function callContext(): CallContext {
  const context = storage.getStore();
  if (!context) throw new Error('A web method ran outside of a call: there is no caller');
  return context;
}
