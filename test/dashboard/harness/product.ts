import { handshakeCode, type ProviderAPI, provideSDKApi } from '@wix/dashboard/provider';

/** What a dashboard made of Wix's own provider heard, and what it can say. The window is its own parent here. */
export interface ProductHarness {
  readonly heard: string[];
  setLanguage(language: string): void;
  /** Asks as Wix does before a page is left. */
  isLeavingRefused(): Promise<boolean>;
}

declare global {
  interface Window {
    product: ProductHarness;
  }
}

const heard: string[] = [];
const observers: ((...told: ReturnType<typeof stateIn>) => void)[] = [];
const leavers: ((event: Event) => unknown)[] = [];
let tokens = 0;

function stateIn(language: string) {
  const location = { pageId: 'uplift', pathname: '/' };
  return [
    { location, displayMode: 'main' },
    { locale: language, language, embedded: false, pageLocation: location },
  ] as const;
}

/** The calls of Wix's dashboard that the page makes; any other would be refused by name. */
const api = {
  getAccessToken: () => Promise.resolve(`token-${++tokens}`),
  updateHeight: () => undefined,
  onBeforeUnload: (callback: (event: Event) => unknown) => {
    leavers.push(callback);
    return { remove: () => undefined };
  },
  observeState: (observer: (...told: ReturnType<typeof stateIn>) => void) => {
    observers.push(observer);
    observer(...stateIn('en'));
    return { disconnect: () => undefined };
  },
  setPageTitle: (title: string) => void heard.push(`title: ${title}`),
  showToast: ({ type, message }: { type: string; message: string }) => {
    heard.push(`${type} toast: ${message}`);
    return { remove: () => undefined };
  },
};

window.product = {
  heard,
  setLanguage: (language) => {
    for (const observer of observers) observer(...stateIn(language));
  },
  isLeavingRefused: async () => {
    let isRefused = false;
    const event = {
      preventDefault: () => {
        isRefused = true;
      },
    };
    for (const leaver of leavers) await leaver(event as unknown as Event);
    return isRefused;
  },
};

const dashboard = new URLSearchParams(window.location.search).get('dashboard');
if (dashboard !== null) {
  const meta = document.createElement('meta');
  meta.name = 'uplift-host-origin';
  meta.content = window.location.origin;
  document.head.append(meta);
}
if (dashboard === 'answers') {
  window.addEventListener('message', ({ data, origin }) => {
    if (origin !== window.location.origin || data?.code !== handshakeCode) return;
    provideSDKApi({ api: api as unknown as ProviderAPI, port: data.port });
  });
}
await import('../../../src/dashboard/main.tsx');
