import { createHmac } from 'node:crypto';
import type { Site, User } from '../state/model.ts';
import type { World } from '../world.ts';

const LIFETIME_MS = 4 * 60 * 60 * 1000;

/**
 * The signed `instance` of the frame's address: `<signature>.<data>`, both base64url, HMAC-SHA256 of the encoded data
 * with the app secret.
 */
export function signInstance(world: World, site: Site, user: User): string {
  const now = world.now();
  const data = Buffer.from(
    JSON.stringify({
      instanceId: site.instanceId,
      appDefId: world.app.id,
      signDate: new Date(now).toISOString(),
      uid: user.id,
      permissions: user.id === site.ownerId ? 'OWNER' : '',
      demoMode: false,
      siteOwnerId: site.ownerId,
      siteMemberId: user.id,
      expirationDate: new Date(now + LIFETIME_MS).toISOString(),
      loginAccountId: user.id,
      lpai: null,
      aor: false,
    }),
  ).toString('base64url');
  const signature = createHmac('sha256', world.secrets.appSecret).update(data).digest('base64url');
  return `${signature}.${data}`;
}
