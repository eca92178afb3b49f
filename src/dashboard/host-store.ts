import type { HostState, HostStore } from './dashboard-host.ts';

export interface MutableHostStore extends HostStore {
  update(change: Partial<HostState>): void;
}

export function createHostStore(initial: HostState): MutableHostStore {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    update: (change) => {
      state = { ...state, ...change };
      for (const listener of [...listeners]) listener();
    },
  };
}
