import type { World } from '../world.ts';
import { signHs256, verifyHs256 } from './hs256.ts';

export type SubjectType = 'APP' | 'USER' | 'MEMBER' | 'VISITOR' | 'UNKNOWN';

/** Whom a token speaks for. Times in Unix seconds, as OAuth has them. */
export interface TokenSubject {
  readonly subjectType: SubjectType;
  readonly subjectId: string;
  readonly siteId: string;
  readonly instanceId: string;
  readonly appId: string;
}

export interface ReadToken extends TokenSubject {
  /** Not expired, not made inactive, and the app is still installed on the site. */
  readonly active: boolean;
  readonly iat: number;
  readonly exp: number;
}

const PREFIX = 'OauthNG.JWS.';
/** Four hours: `expires_in` of the client credentials flow. */
export const APP_TOKEN_LIFETIME_SECONDS = 14_400;

interface TokenData {
  readonly subjectType: SubjectType;
  readonly subjectId: string;
  readonly revoked?: boolean;
  readonly instance: {
    readonly instanceId: string;
    readonly appDefId: string;
    readonly metaSiteId: string;
    readonly uid?: string;
  };
}

/** A token as Wix's look: `OauthNG.JWS.` and a JWT that only this Wix can verify. */
export function issueToken(
  world: World,
  subject: TokenSubject,
  options: { readonly lifetimeSeconds: number; readonly revoked?: boolean },
): string {
  const data: TokenData = {
    subjectType: subject.subjectType,
    subjectId: subject.subjectId,
    ...(options.revoked ? { revoked: true } : {}),
    instance: {
      instanceId: subject.instanceId,
      appDefId: subject.appId,
      metaSiteId: subject.siteId,
      ...(subject.subjectType === 'USER' ? { uid: subject.subjectId } : {}),
    },
  };
  const issuedAt = Math.floor(world.now() / 1000);
  const claims = { data: JSON.stringify(data), iat: issuedAt, exp: issuedAt + options.lifetimeSeconds };
  return PREFIX + signHs256(claims, world.secrets.tokenKey, { kid: 'wix-stand-in' });
}

/** @returns undefined for what this Wix has not signed. An expired token is read, as `active: false`. */
export function readToken(world: World, token: string): ReadToken | undefined {
  const claims = token.startsWith(PREFIX) ? verifyHs256(token.slice(PREFIX.length), world.secrets.tokenKey) : undefined;
  if (claims === undefined || typeof claims.data !== 'string') return undefined;
  // Only `issueToken` signs with this key and a `data` claim.
  const data = JSON.parse(claims.data) as TokenData;
  const [iat, exp] = [Number(claims.iat), Number(claims.exp)];
  const site = world.store.sites.get(data.instance.metaSiteId);
  return {
    subjectType: data.subjectType,
    subjectId: data.subjectId,
    siteId: data.instance.metaSiteId,
    instanceId: data.instance.instanceId,
    appId: data.instance.appDefId,
    active: data.revoked !== true && site?.appInstalled === true && exp * 1000 > world.now(),
    iat,
    exp,
  };
}
