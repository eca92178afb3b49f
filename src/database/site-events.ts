import { z } from 'zod';
import type { Engine } from './engine.ts';

const CHANNEL = 'uplift_site_events';
/** PostgreSQL's own limit of one notification. */
export const SITE_EVENT_MAX_BYTES = 8000;

const messageSchema = z.object({ instanceId: z.string(), event: z.unknown() });

/** `event` is whatever JSON was published; `gap`: the line was down, so look for yourself what changed. */
export type SiteEventListener = (
  message: { readonly kind: 'event'; readonly event: unknown } | { readonly kind: 'gap' },
) => void;

/** News of one site to everybody who listens for it, in all processes. Not kept: who does not listen misses it. */
export interface SiteEvents {
  /** @throws RangeError when the event is larger than SITE_EVENT_MAX_BYTES with its site's id. */
  publish(instanceId: string, event: unknown): Promise<void>;
  /** @returns stops listening. */
  subscribe(instanceId: string, listener: SiteEventListener): Promise<() => void>;
}

/** One LISTEN for all sites and listeners of the process. */
export function createSiteEvents(engine: Engine): SiteEvents {
  const listenersBySite = new Map<string, Set<SiteEventListener>>();
  let listening: Promise<void> | undefined;

  function onPayload(payload: string): void {
    const { instanceId, event } = messageSchema.parse(JSON.parse(payload));
    for (const listener of listenersBySite.get(instanceId) ?? []) listener({ kind: 'event', event });
  }

  function onGap(): void {
    for (const listeners of listenersBySite.values()) for (const listener of listeners) listener({ kind: 'gap' });
  }

  function listenOnce(): Promise<void> {
    listening ??= engine.listen(CHANNEL, onPayload, onGap).catch((error: unknown) => {
      listening = undefined;
      throw error;
    });
    return listening;
  }

  return {
    async publish(instanceId, event) {
      const payload = JSON.stringify({ instanceId, event });
      if (Buffer.byteLength(payload) >= SITE_EVENT_MAX_BYTES) throw new RangeError('A site event is too large');
      await engine.notify(CHANNEL, payload);
    },
    async subscribe(instanceId, listener) {
      await listenOnce();
      const listeners = listenersBySite.get(instanceId) ?? new Set();
      listenersBySite.set(instanceId, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && listenersBySite.get(instanceId) === listeners) listenersBySite.delete(instanceId);
      };
    },
  };
}
