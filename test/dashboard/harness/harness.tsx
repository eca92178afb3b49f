import '@wix/design-system/styles.global.css';
import '../../../src/dashboard/page.css';
import { createRoot } from 'react-dom/client';
import { App } from '../../../src/dashboard/app.tsx';
import { connectWebMethods } from '../../../src/dashboard/call-web-method.ts';
import type { DashboardHost, Toast } from '../../../src/dashboard/dashboard-host.ts';
import { createPageQueue } from '../../../src/dashboard/hooks/create-page-queue.ts';
import { createHostStore } from '../../../src/dashboard/host-store.ts';

/** The dashboard around the page, as a test holds it: what it was told, and what it says. */
export interface Harness {
  readonly toasts: Toast[];
  readonly titles: string[];
  /** What the page would answer now if the person left it. */
  isLeavingGuarded(): boolean;
  setLanguage(language: string): void;
  loseHost(): void;
}

declare global {
  interface Window {
    harness: Harness;
  }
}

const guards = new Set<() => boolean>();
const host: DashboardHost = {
  fetchWithAuth: (input, init) => fetch(input, { ...init, headers: { ...init?.headers, Authorization: 'test-token' } }),
  showToast: (toast) => window.harness.toasts.push(toast),
  setPageTitle: (title) => window.harness.titles.push(title),
  guardLeaving: (isBusy) => {
    guards.add(isBusy);
    return () => guards.delete(isBusy);
  },
};

const search = new URLSearchParams(window.location.search);
const hostStore = createHostStore({
  connection: search.has('silent') ? { status: 'connecting' } : { status: 'connected', host },
  language: search.get('locale') ?? undefined,
});

window.harness = {
  toasts: [],
  titles: [],
  isLeavingGuarded: () => [...guards].some((isBusy) => isBusy()),
  setLanguage: (language) => hostStore.update({ language }),
  loseHost: () => hostStore.update({ connection: { status: 'unreachable' } }),
};

const container = document.getElementById('app');
if (container === null) throw new Error('the harness has no element with the id "app"');
createRoot(container).render(
  <App
    hostStore={hostStore}
    openQueue={(connected) => {
      connectWebMethods(connected.fetchWithAuth);
      return createPageQueue(connected.fetchWithAuth);
    }}
  />,
);
