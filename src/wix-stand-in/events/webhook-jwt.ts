import { SignJWT } from 'jose';
import type { Delivery, Site } from '../state/model.ts';
import type { World } from '../world.ts';

const LIFETIME_SECONDS = 3_600;

/**
 * The body of a webhook call: a JWT signed RS256 whose `data` is JSON text, in which `data` and `identity` are JSON text
 * again, as `client.webhooks` reads it. Every attempt is signed anew.
 */
export function signWebhook(world: World, site: Site, delivery: Delivery): Promise<string> {
  const now = Math.floor(world.now() / 1000);
  const data = JSON.stringify({
    eventType: delivery.eventType,
    instanceId: site.instanceId,
    identity: JSON.stringify({ identityType: 'WIX_USER', wixUserId: site.ownerId }),
    accountInfo: { accountId: site.ownerId, siteId: site.id },
    data: JSON.stringify(delivery.payload),
  });
  return new SignJWT({ data })
    .setProtectedHeader({ alg: 'RS256', kid: 'wix-stand-in' })
    .setIssuedAt(now)
    .setExpirationTime(now + LIFETIME_SECONDS)
    .sign(world.secrets.webhookKey);
}
