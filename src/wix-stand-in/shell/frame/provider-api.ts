import type { Destination, EnvironmentState, ProviderAPI, Serializable, StateObserver } from '@wix/dashboard/provider';
import type { PageSession } from './page-session.ts';

/** What the shell does for the framed page. */
export interface ShellActions {
  accessToken(): Promise<string>;
  setHeight(height: number): void;
  setPageTitle(title: string | null): void;
  showToast: ProviderAPI['showToast'];
  navigate(relativeUrl: string, history: 'push' | 'replace'): void;
  pageUrl(relativeUrl: string): string;
  /** Resolves with what the dialog was closed with. */
  openModal(modalId: string, params: unknown): Promise<Serializable>;
  closeModal(data: Serializable): void;
  openMediaManager: ProviderAPI['openMediaManager'];
  /** Says that a part of the dashboard is not here. */
  missing(name: string): void;
}

/** The extension id of the page, as the real dashboard has one. */
export const PAGE_ID = '0d0f6a4e-1f0d-4f6a-9f56-6f2c8e1f4b77';

const relativeUrlOf = (target: string | Destination): string =>
  typeof target === 'string' ? '/' : (target.relativeUrl ?? '/');
const pageIdOf = (target: string | Destination): string =>
  typeof target === 'string' ? target : (target.pageId ?? PAGE_ID);

function notForFrames(name: string): never {
  throw new Error(`${name} gives React components; a framed page cannot have them`);
}

/** The whole API that `@wix/dashboard` calls on its parent, for one handshake. */
export function createProviderApi(session: PageSession, shell: ShellActions): ProviderAPI {
  const navigate: ProviderAPI['navigate'] = (target, options) => {
    if (pageIdOf(target) !== PAGE_ID) return shell.missing(`page ${pageIdOf(target)}`);
    shell.navigate(relativeUrlOf(target), options?.history ?? 'push');
  };
  return {
    getAccessToken: shell.accessToken,
    updateHeight: shell.setHeight,
    setPageTitle: shell.setPageTitle,
    showToast: shell.showToast,
    // Only `preventDefault` of the event crosses the channel and is ever called.
    onBeforeUnload: (callback) => session.onBeforeUnload((event) => callback(event as Event)),
    // The SDK lets an app name narrower types; what arrives are always a page's.
    observeState: <P, E extends EnvironmentState>(observer: StateObserver<P, E>) =>
      session.observeState((params, environment) => observer(params as P, environment as E)),
    onLayerStateChange: session.onLayerStateChange,
    navigate,
    navigateBack: () => window.history.back(),
    getPageUrl: async (target) => shell.pageUrl(relativeUrlOf(target)),
    openModal: (modalId, params) => ({ modalClosed: shell.openModal(modalId, params) }),
    closeModal: (data) => shell.closeModal(data === undefined ? null : JSON.parse(JSON.stringify(data))),
    openMediaManager: shell.openMediaManager,
    requestFeedback: () => {
      throw new Error('The stand-in takes no feedback');
    },
    installApp: async () => {
      shell.missing('installApp');
      return { status: 'CANCELED' };
    },
    sidePanelOpen: () => shell.missing('sidePanelOpen'),
    sidePanelClose: () => undefined,
    scopeSwitchTo: async () => {
      shell.missing('scopeSwitchTo');
      return { status: 'blocked' };
    },
    getWidget: () => notForFrames('getWidget'),
    getWidgetAsync: () => notForFrames('getWidgetAsync'),
    getDashboardPlugins: () => notForFrames('getDashboardPlugins'),
    getDashboardMenuPlugins: () => notForFrames('getDashboardMenuPlugins'),
    getSiteInfo: () => null,
    pageGetLayout: () => notForFrames('pageGetLayout'),
  };
}
