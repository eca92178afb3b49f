import { Hono } from 'hono';

import type { AppEnvironment } from './app-environment.ts';
import { bodyLimit } from './body-limit.ts';
import type { Metrics } from './metrics.ts';
import type { VerifiedWebhook, WebhookVerifier } from './webhook-verifier.ts';

export const WEBHOOKS_PATH = '/webhooks';

/** A file's description takes a few kilobytes; 30 ids of 4,000 characters each may come with it. */
const MOST_BODY_BYTES = 512 * 1024;

export interface WebhooksOptions {
  readonly verify: WebhookVerifier;
  /**
   * Keeps the event and does the work later: Wix waits 1,250 ms for its answer.
   * @returns one word for the log and the metrics, out of a fixed set.
   * @throws when it could not be kept; Wix sends it again then.
   */
  readonly receive: (event: VerifiedWebhook) => Promise<string>;
}

/**
 * `POST /webhooks`: events that Wix sends, each a signed JWT as the whole body. Whatever Wix really sent is answered 200,
 * even what nobody handles here: anything else makes Wix send it again for two days.
 */
export function createWebhooksRoute({
  verify,
  receive,
  metrics,
}: WebhooksOptions & { readonly metrics: Metrics }): Hono<AppEnvironment> {
  const webhooks = new Hono<AppEnvironment>();
  webhooks.use(
    bodyLimit({
      maxSize: MOST_BODY_BYTES,
      onError: (context) => context.text('invalid request', 413, { connection: 'close' }),
    }),
  );
  webhooks.post('/', async (context) => {
    const event = await verify(await context.req.text());
    if (event === 'unsigned' || event === 'unreadable') {
      metrics.webhookReceived(event);
      return context.text('invalid request', event === 'unsigned' ? 401 : 400);
    }
    const { instanceId, eventType } = event;
    const log = context.get('log').child({ instanceId, eventType });
    try {
      const outcome = await receive(event);
      metrics.webhookReceived(outcome);
      log[outcome === 'kept' || outcome === 'repeated' ? 'debug' : 'warn']({ outcome }, 'a webhook event');
      return context.text('');
    } catch (error) {
      metrics.webhookReceived('failed');
      log.error({ err: error }, 'a webhook event could not be kept; Wix will send it again');
      return context.text('try again', 503);
    }
  });
  return webhooks;
}
