import type { ToastConfig } from '@wix/dashboard/provider';

export interface Toast {
  readonly id: number;
  readonly config: ToastConfig;
}

/** The toasts that are shown, at most three; the others wait as on Wix. Those of high priority come first. */
export interface ToastStore {
  show(config: ToastConfig): { remove(): void };
  remove(id: number): void;
  clear(): void;
  readonly visible: () => readonly Toast[];
  subscribe(listener: () => void): () => void;
}

const MAX_VISIBLE = 3;
const NORMAL_TIMEOUT_MS = 6_000;
const RANK = { high: 0, normal: 1, low: 2 } as const;

export function createToastStore(): ToastStore {
  let all: readonly Toast[] = [];
  let visible: readonly Toast[] = [];
  let nextId = 1;
  const listeners = new Set<() => void>();

  const appear = (toast: Toast): void => {
    toast.config.onToastSeen?.();
    if (toast.config.timeout !== 'none') setTimeout(() => remove(toast.id), NORMAL_TIMEOUT_MS);
  };

  const update = (toasts: readonly Toast[]): void => {
    all = toasts;
    const before = new Set(visible);
    const kept = visible.filter((toast) => all.includes(toast));
    const waiting = all.filter((toast) => !before.has(toast));
    visible = [...kept, ...waiting].slice(0, MAX_VISIBLE);
    for (const toast of visible) if (!before.has(toast)) appear(toast);
    for (const listener of listeners) listener();
  };

  const remove = (id: number): void => {
    if (all.some((toast) => toast.id === id)) update(all.filter((toast) => toast.id !== id));
  };

  return {
    remove,
    show(config) {
      const toast = { id: nextId, config };
      nextId += 1;
      const rank = ({ config: { priority } }: Toast): number => RANK[priority ?? 'normal'];
      update([...all, toast].sort((a, b) => rank(a) - rank(b) || a.id - b.id));
      return { remove: () => remove(toast.id) };
    },
    clear: () => update([]),
    visible: () => visible,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
