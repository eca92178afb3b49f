import { dashboard } from '@wix/dashboard';
import { createClient } from '@wix/sdk';
import type { DashboardHost, HostState, HostStore } from './dashboard-host.ts';
import { createHostStore } from './host-store.ts';
import { createLeavingFetch } from './leaving-fetch.ts';

/** The dashboard never refuses a handshake, it only stays silent: after this long the page says so. Milliseconds. */
const HOST_ANSWER_TIMEOUT_MS = 10_000;
/** The one origin that the SDK takes for a parent. */
const WIX_DASHBOARD_ORIGIN = 'https://manage.wix.com';

/**
 * The only place that knows `@wix/dashboard`. Its quirks, all kept here:
 * - `dashboard.host()` throws outside Wix, at once;
 * - it posts the handshake exactly once and never learns whether anybody listened: the first call of `observeState` is the first sign of life;
 * - the height of `<html>` is reported on every change, so nothing in the page may be as high as its own frame;
 * - missing methods of the parent reject, long after the call.
 * With the stand-in the server names the parent's origin in the page's HTML (never the query string: whoever frames the page could set that).
 */
export function connectHost(): HostStore {
  const store = createHostStore({ connection: { status: 'connecting' }, language: languageOfAddress() });
  try {
    openHost(store.update);
  } catch {
    store.update({ connection: { status: 'unreachable' } });
  }
  return store;
}

function openHost(update: (change: Partial<HostState>) => void): void {
  const channel = openChannel();
  const auth = dashboard.auth();
  const leaving = createLeavingFetch(window);
  const client = createClient({
    host: channel,
    auth: { ...auth, getAuthHeaders: async (host) => leaving.remember(await auth.getAuthHeaders(host)) },
    modules: { dashboard },
  });
  const host: DashboardHost = {
    fetchWithAuth: leaving.unlessLeaving(client.fetchWithAuth),
    showToast: (toast) => void client.dashboard.showToast(toast),
    setPageTitle: (title) => void Promise.resolve(client.dashboard.setPageTitle(title)).catch(() => undefined),
    guardLeaving: (isBusy) => {
      const watch = client.dashboard.onBeforeUnload((event) => {
        if (isBusy()) event.preventDefault();
      });
      return () => watch.remove();
    },
  };
  const timeout = setTimeout(() => update({ connection: { status: 'unreachable' } }), HOST_ANSWER_TIMEOUT_MS);
  let isConnected = false;
  client.dashboard.observeState((_page, environment) => {
    clearTimeout(timeout);
    update(
      isConnected
        ? { language: environment.language }
        : { connection: { status: 'connected', host }, language: environment.language },
    );
    isConnected = true;
  });
}

/** Whether the dashboard around the page is the local one. */
export function isStandIn(): boolean {
  return findStandInOrigin() !== undefined;
}

function findStandInOrigin(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="uplift-host-origin"]')?.content;
}

function openChannel() {
  const standInOrigin = findStandInOrigin();
  if (standInOrigin === undefined) return dashboard.host();
  return dashboard.host({
    origin: WIX_DASHBOARD_ORIGIN,
    postMessage: (message, _origin, transfer) => window.parent.postMessage(message, standInOrigin, transfer),
  });
}

/** The language until the dashboard has spoken: Wix puts it into the frame's address. */
function languageOfAddress(): string | undefined {
  return new URLSearchParams(window.location.search).get('locale') ?? undefined;
}
