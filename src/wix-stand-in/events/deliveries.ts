import { randomUUID } from 'node:crypto';
import type { Delivery, Site } from '../state/model.ts';
import type { World } from '../world.ts';
import { createWebhookPost } from './post-webhook.ts';
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

/** So many are under way at once; the next ones are signed when their turn comes. */
const DELIVERIES_AT_ONCE = 100;

export function createDeliveries(world: World): Deliveries {
  const post = createWebhookPost();
  const timers = new Map<string, NodeJS.Timeout>();
  const due: string[] = [];
  const running = new Map<string, Promise<void>>();
  let isClosed = false;

  const attempt = async (delivery: Delivery): Promise<boolean> => {
    const site = world.store.sites.get(delivery.siteId);
    const { webhookUrl } = world.app;
    if (!site || webhookUrl === undefined) return false;
    const body = signWebhook(world, site, delivery);
    return (await post.send(webhookUrl, body, ANSWER_DEADLINE_MS)) === 200;
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
    const fallDue = (): void => {
      timers.delete(id);
      due.push(id);
      startDue();
    };
    timers.set(id, setTimeout(fallDue, Math.max(0, nextAttemptAt - world.now())));
  };

  const startDue = (): void => {
    while (!isClosed && running.size < DELIVERIES_AT_ONCE) {
      const id = due.shift();
      if (id === undefined) return;
      const ended = (): void => {
        running.delete(id);
        startDue();
      };
      running.set(id, deliver(id).finally(ended));
    }
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
        const isKnown = timers.has(delivery.id) || due.includes(delivery.id) || running.has(delivery.id);
        if (!isKnown) schedule(delivery);
      }
    },
    async close() {
      isClosed = true;
      post.close();
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
      await Promise.all(running.values());
    },
  };
}
