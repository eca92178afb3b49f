import { AppStrategy, createClient, type WixClient } from '@wix/sdk';
import { LRUCache } from 'lru-cache';
import type { VerifiedCall } from './caller.ts';
import type { WixKeys } from './config.ts';
import type { Metrics } from './metrics.ts';
import { createSharedSignIn } from './shared-sign-in.ts';
import { fetchWix } from './wix-fetch.ts';

/** A client holds one token and a few closures. More sites than this at the same time only cost another token request. */
const MOST_CACHED_CLIENTS = 1000;

export interface WixClients {
  /** Acts with the app's own authority on one site. The same client for the same site, so that its token is used for its whole life. */
  asApp(instanceId: string): WixClient;
  /** Acts in the name of the user who calls: with that user's rights on the site, not the app's. */
  asUser(call: VerifiedCall): WixClient;
}

/** The SDK says in this header which method it calls; its last part is a name out of a small, fixed set. */
function operationOf(init: RequestInit | undefined): string {
  const header = new Headers(init?.headers).get('x-wix-bi-gateway') ?? '';
  return /method-fqn=[^,]*\.(\w+)/.exec(header)?.[1] ?? 'other';
}

export function createWixClients(keys: WixKeys, metrics: Metrics): WixClients {
  const cached = new LRUCache<string, WixClient>({ max: MOST_CACHED_CLIENTS });

  function createAppClient(instanceId: string): WixClient {
    const signIn = createSharedSignIn(() => AppStrategy({ appId: keys.appId, appSecret: keys.appSecret, instanceId }));
    return createClient({
      auth: signIn.strategy,
      fetch: async (input, init) => {
        const request = (headers?: Record<string, string>) =>
          fetchWix(
            operationOf(init),
            metrics,
            input,
            headers ? { ...init, headers: { ...init?.headers, ...headers } } : init,
          );
        const response = await request();
        if (response.status !== 401) return response;
        // The SDK keeps a token for the four hours it was promised; Wix may have ended it before (app reinstalled).
        const refusedToken = new Headers(init?.headers).get('authorization') ?? undefined;
        return request((await signIn.renew(refusedToken)).headers);
      },
    });
  }

  return {
    asApp(instanceId) {
      const client = cached.get(instanceId) ?? createAppClient(instanceId);
      cached.set(instanceId, client);
      return client;
    },
    asUser: ({ accessToken }) =>
      createClient({
        auth: createSharedSignIn(() => AppStrategy({ appId: keys.appId, appSecret: keys.appSecret, accessToken }))
          .strategy,
        fetch: (input, init) => fetchWix(operationOf(init), metrics, input, init),
      }),
  };
}
