import type { EnvironmentState, PageParams } from '@wix/dashboard/provider';

/** A function of the page, called across the channel: it answers later, or never when the page is gone. */
type RemoteCall<A extends readonly unknown[]> = (...args: A) => unknown;

interface LeaveEvent {
  preventDefault(): void;
}

/** Where the page is, and in which dashboard. */
export type PageState = readonly [PageParams, EnvironmentState];

/** What the framed page has registered with the dashboard. */
export interface PageSession {
  observeState(observer: RemoteCall<[PageParams, EnvironmentState]>): { disconnect(): void };
  onBeforeUnload(callback: RemoteCall<[LeaveEvent]>): { remove(): void };
  onLayerStateChange(callback: RemoteCall<['foreground' | 'background']>): { remove(): void };
  /** Tells every observer where the page is and in which language. */
  tellState(state: PageState): void;
  tellLayer(state: 'foreground' | 'background'): void;
  /** Asks the page whether it objects to being left. */
  objectsToLeaving(): Promise<boolean>;
}

/** A page that does not answer in this time is gone and cannot object. */
const ANSWER_TIMEOUT_MS = 800;

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function entry<T>(set: Set<T>, value: T): () => void {
  set.add(value);
  return () => void set.delete(value);
}

export function createPageSession(stateNow: () => PageState): PageSession {
  const observers = new Set<RemoteCall<[PageParams, EnvironmentState]>>();
  const leaveCallbacks = new Set<RemoteCall<[LeaveEvent]>>();
  const layerCallbacks = new Set<RemoteCall<['foreground' | 'background']>>();

  const asksToStay = async (callback: RemoteCall<[LeaveEvent]>): Promise<boolean> => {
    let objected = false;
    const preventDefault = (): void => {
      objected = true;
    };
    // The objection comes back across the channel before the call itself is answered.
    await Promise.race([
      Promise.resolve(callback({ preventDefault })).catch(() => undefined),
      later(ANSWER_TIMEOUT_MS),
    ]);
    return objected;
  };

  return {
    observeState(observer) {
      const disconnect = entry(observers, observer);
      observer(...stateNow());
      return { disconnect };
    },
    onBeforeUnload: (callback) => ({ remove: entry(leaveCallbacks, callback) }),
    onLayerStateChange: (callback) => ({ remove: entry(layerCallbacks, callback) }),
    tellState(state) {
      for (const observer of observers) observer(...state);
    },
    tellLayer(state) {
      for (const callback of layerCallbacks) callback(state);
    },
    async objectsToLeaving() {
      const answers = await Promise.all([...leaveCallbacks].map(asksToStay));
      return answers.includes(true);
    },
  };
}
