import { randomUUID } from 'node:crypto';
import type { Delivery, Site } from '../state/model.ts';
import type { World } from '../world.ts';
import { signWebhook } from './webhook-jwt.ts';

/** Brings events to the app's webhook until it answers 200 in time. What is not delivered survives a restart. */
export interface Deliveries {
  send(site: Site, eventType: string, payload: unknown): void;
  /** Goes on with what a stopped stand-in had not delivered; called when the webhook's address is known. */
  resume(): void;
  close(): Promise<void>;
}

/** An answer later than this counts as none (Wix's resend policy). */
const ANSWER_DEADLINE_MS = 1_250;
/** Wix's schedule begins with a minute and ends after two days; here it is shortened, the number of tries is the same. */
const RETRY_DELAYS_MS = [250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 30_000, 30_000, 60_000, 60_000];

export function createDeliveries(world: World): Deliveries {
  const timers = new Map<string, NodeJS.Timeout>();
  const running = new Map<string, Promise<void>>();
  const asking = new Set<AbortController>();
  let isClosed = false;

  const attempt = async (delivery: Delivery): Promise<boolean> => {
    const site = world.store.sites.get(delivery.siteId);
    const { webhookUrl } = world.app;
    if (!site || webhookUrl === undefined) return false;
    const body = await signWebhook(world, site, delivery);
    if (isClosed) return false;
    // Not `AbortSignal.any` with a `timeout`: Node 20 may collect the timeout as garbage, and it never fires.
    const question = new AbortController();
    asking.add(question);
    const deadline = setTimeout(() => question.abort(), ANSWER_DEADLINE_MS);
    const headers = { 'Content-Type': 'text/plain' };
    const { signal } = question;
    const response = await fetch(webhookUrl, { method: 'POST', headers, body, signal }).catch(() => undefined);
    clearTimeout(deadline);
    asking.delete(question);
    await response?.body?.cancel();
    return response?.status === 200;
  };

  const deliver = async (id: string): Promise<void> => {
    const delivery = world.store.deliveries.get(id);
    if (!delivery || world.app.webhookUrl === undefined || isClosed) return;
    const delivered = await attempt(delivery);
    if (isClosed) return;
    const delayMs = RETRY_DELAYS_MS[delivery.attempts];
    if (delivered || delayMs === undefined) {
      world.store.deliveries.remove(id);
      if (!delivered) world.log('a webhook event was given up', { eventType: delivery.eventType });
      return;
    }
    const nextAttemptAt = world.now() + delayMs;
    schedule(world.store.deliveries.put({ ...delivery, attempts: delivery.attempts + 1, nextAttemptAt }));
  };

  const schedule = ({ id, nextAttemptAt }: Delivery): void => {
    clearTimeout(timers.get(id));
    const start = (): void => {
      timers.delete(id);
      running.set(
        id,
        deliver(id).finally(() => running.delete(id)),
      );
    };
    timers.set(id, setTimeout(start, Math.max(0, nextAttemptAt - world.now())));
  };

  const enqueue = (delivery: Delivery): void => schedule(world.store.deliveries.put(delivery));

  return {
    send(site, eventType, payload) {
      const delivery = { siteId: site.id, eventType, payload, attempts: 0, nextAttemptAt: world.now() };
      enqueue({ ...delivery, id: randomUUID() });
      if (world.faults.happens('webhook-duplicate', world.faults.current.webhookDuplicateRate)) {
        enqueue({ ...delivery, id: randomUUID() });
      }
    },
    resume() {
      for (const delivery of world.store.deliveries.all()) {
        if (!timers.has(delivery.id) && !running.has(delivery.id)) schedule(delivery);
      }
    },
    async close() {
      isClosed = true;
      for (const question of asking) question.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await Promise.all(running.values());
    },
  };
}
