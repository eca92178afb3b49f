import { AsyncLocalStorage } from 'node:async_hooks';
import type { WixClient } from '@wix/sdk';
import type { VerifiedCall } from './caller.ts';
import type { WixClients } from './wix-clients.ts';

/** Runs work as one caller: inside, `auth.elevate(…)` acts as the app on the caller's site, and a plain SDK call as the caller. */
export type RunAs = <Result>(call: VerifiedCall, work: () => Promise<Result>) => Promise<Result>;

/** Runs work with the app's own authority on one site and in nobody's name: a plain SDK call inside is refused by the SDK. */
export type RunAsApp = <Result>(instanceId: string, work: () => Promise<Result>) => Promise<Result>;

export interface ElevationContext {
  readonly runAs: RunAs;
  readonly runAsApp: RunAsApp;
}

interface ContextClients {
  /** Absent: there is no user in whose name anything could be done. */
  readonly client: WixClient | undefined;
  readonly elevatedClient: WixClient;
}

declare global {
  var __wix_context__: ContextClients | undefined;
}

function createStore(clients: WixClients, call: VerifiedCall): ContextClients {
  let own: WixClient | undefined;
  return {
    get client() {
      own ??= clients.asUser(call);
      return own;
    },
    get elevatedClient() {
      return clients.asApp(call.caller.instanceId);
    },
  };
}

function createAppStore(clients: WixClients, instanceId: string): ContextClients {
  return {
    client: undefined,
    get elevatedClient() {
      return clients.asApp(instanceId);
    },
  };
}

/**
 * Gives the SDK's context to each request instead of to the process. `auth.elevate` finds its client in
 * `globalThis.__wix_context__`; here that is a frozen object whose getters read the current request's own clients.
 *
 * - Frozen: `enableContext('global')` throws instead of giving one site's client to all.
 * - The getters throw outside of a request. Without that, the SDK finds no client and an elevated call resolves to a function.
 * - `enableContext('module')` must never be called in the process: the SDK prefers it over this.
 *
 * Source: `@wix/sdk-runtime/build/context.js`; decision 0005.
 * @throws Error when a context is already there: two apps in one process would share it.
 */
export function installElevationContext(clients: WixClients): ElevationContext {
  if (globalThis.__wix_context__ !== undefined) throw new Error('This process already has a Wix context');
  const storage = new AsyncLocalStorage<ContextClients>();
  const current = (): ContextClients => {
    const store = storage.getStore();
    if (!store) throw new Error('A Wix SDK method was called outside of a request: there is no site it could act for');
    return store;
  };
  globalThis.__wix_context__ = Object.freeze({
    get client() {
      return current().client;
    },
    get elevatedClient() {
      return current().elevatedClient;
    },
  });
  return {
    runAs: (call, work) => storage.run(createStore(clients, call), work),
    runAsApp: (instanceId, work) => storage.run(createAppStore(clients, instanceId), work),
  };
}
