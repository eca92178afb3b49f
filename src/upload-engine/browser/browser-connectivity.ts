import type { Connectivity } from '../ports.ts';

/** What the browser believes: wrong in both directions now and then, so the engine takes it as a hint. */
export function createBrowserConnectivity(): Connectivity {
  return {
    isOnline: () => navigator.onLine,
    subscribe(listener) {
      addEventListener('online', listener);
      addEventListener('offline', listener);
      return () => {
        removeEventListener('online', listener);
        removeEventListener('offline', listener);
      };
    },
  };
}
