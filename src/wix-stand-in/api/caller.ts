import { readToken } from '../identity/access-token.ts';
import type { AddedBy, Site } from '../state/model.ts';
import type { World } from '../world.ts';
import { edgeRefusal, unauthenticated } from './wix-error.ts';

/** Who calls the media APIs, and for which site. */
export interface Caller {
  readonly site: Site;
  readonly addedBy: AddedBy;
  /** For the record of requests: `APP` or the user's id. */
  readonly name: string;
}

/**
 * The caller of a request with this `Authorization`. The app has its scopes, a user has what the user may on the site;
 * visitors and members get the edge's page.
 * @throws WixError 401 without a valid token, 403 without the right.
 */
export function authenticate(world: World, authorization: string | undefined): Caller {
  const token = authorization ? readToken(world, authorization) : undefined;
  const site = token?.active ? world.store.sites.get(token.siteId) : undefined;
  if (!token || !site) throw unauthenticated();
  if (token.appId !== world.app.id) throw edgeRefusal(403);
  if (token.subjectType === 'APP') {
    return { site, name: 'APP', addedBy: { identityType: 'APP', identityId: token.subjectId } };
  }
  const user = token.subjectType === 'USER' ? world.store.users.get(token.subjectId) : undefined;
  if (!user?.mayManageMedia) throw edgeRefusal(403);
  return { site, name: user.id, addedBy: { identityType: 'WIX_USER', identityId: user.id } };
}
