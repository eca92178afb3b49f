/** What the page needs of the Wix dashboard around it, apart from Wix's own types. */
export interface DashboardHost {
  /**
   * `fetch` with the dashboard's token, which is asked anew for every call. For our own server only, never for the upload host.
   * Headers must be a plain object: the SDK spreads them, and a `Headers` instance spreads to nothing.
   */
  readonly fetchWithAuth: typeof fetch;
  showToast(toast: Toast): void;
  setPageTitle(title: string): void;
  /** Asks before the page is left while `isBusy()` answers true. Returns the end of the watch. */
  guardLeaving(isBusy: () => boolean): () => void;
}

export interface Toast {
  readonly type: 'standard' | 'success' | 'warning' | 'error';
  readonly message: string;
}

export type HostConnection =
  | { readonly status: 'connecting' }
  /** Not inside a Wix dashboard, or the dashboard does not answer. */
  | { readonly status: 'unreachable' }
  | { readonly status: 'connected'; readonly host: DashboardHost };

/** What the dashboard tells over time. `language` is the dashboard's own tag (`en`, `he`, `pt-BR`…). */
export interface HostState {
  readonly connection: HostConnection;
  readonly language: string | undefined;
}

export interface HostStore {
  getState(): HostState;
  subscribe(listener: () => void): () => void;
}
