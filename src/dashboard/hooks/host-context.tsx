import { createContext, type PropsWithChildren, useContext, useSyncExternalStore } from 'react';
import type { DashboardHost, HostState, HostStore } from '../dashboard-host.ts';

const HostContext = createContext<DashboardHost | undefined>(undefined);

export function HostProvider({ host, children }: PropsWithChildren<{ readonly host: DashboardHost }>) {
  return <HostContext.Provider value={host}>{children}</HostContext.Provider>;
}

export function useHost(): DashboardHost {
  const host = useContext(HostContext);
  if (host === undefined) throw new Error('useHost needs a HostProvider above it');
  return host;
}

export function useHostState(store: HostStore): HostState {
  return useSyncExternalStore(store.subscribe, store.getState);
}
