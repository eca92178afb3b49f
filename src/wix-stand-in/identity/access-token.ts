import { jwtVerify, SignJWT } from 'jose';
import type { World } from '../world.ts';

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
export async function issueToken(
  world: World,
  subject: TokenSubject,
  options: { readonly lifetimeSeconds: number; readonly revoked?: boolean },
): Promise<string> {
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
  const jwt = await new SignJWT({ data: JSON.stringify(data) })
    .setProtectedHeader({ alg: 'HS256', kid: 'wix-stand-in' })
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + options.lifetimeSeconds)
    .sign(world.secrets.tokenKey);
  return PREFIX + jwt;
}

/** @returns undefined for what this Wix has not signed. An expired token is read, as `active: false`. */
export async function readToken(world: World, token: string): Promise<ReadToken | undefined> {
  if (!token.startsWith(PREFIX)) return undefined;
  try {
    const { payload } = await jwtVerify(token.slice(PREFIX.length), world.secrets.tokenKey, {
      algorithms: ['HS256'],
      // The clock is set to the token's own beginning: whether it has ended is decided below.
      currentDate: new Date(0),
    });
    const data = JSON.parse(String(payload.data)) as TokenData;
    const { iat = 0, exp = 0 } = payload;
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
  } catch {
    return undefined;
  }
}
