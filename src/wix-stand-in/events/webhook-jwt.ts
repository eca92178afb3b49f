import { sign } from 'node:crypto';
import { jwtText } from '../identity/jwt-text.ts';
import type { Delivery, Site } from '../state/model.ts';
import type { World } from '../world.ts';

const LIFETIME_SECONDS = 3_600;

/**
 * The body of a webhook call: a JWT signed RS256 whose `data` is JSON text, in which `data` and `identity` are JSON text
 * again, as `client.webhooks` reads it. Every attempt is signed anew. On this thread, because taking each to another one and
 * back costs more than the signature.
 */
export function signWebhook(world: World, site: Site, delivery: Delivery): string {
  const now = Math.floor(world.now() / 1000);
  const data = JSON.stringify({
    eventType: delivery.eventType,
    instanceId: site.instanceId,
    identity: JSON.stringify({ identityType: 'WIX_USER', wixUserId: site.ownerId }),
    accountInfo: { accountId: site.ownerId, siteId: site.id },
    data: JSON.stringify(delivery.payload),
  });
  const text = jwtText({ alg: 'RS256', kid: 'wix-stand-in' }, { data, iat: now, exp: now + LIFETIME_SECONDS });
  return `${text}.${sign('sha256', Buffer.from(text), world.secrets.webhookKey).toString('base64url')}`;
}
