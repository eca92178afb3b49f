import { randomBytes, randomUUID } from 'node:crypto';
import { peekClaims, signHs256, verifyHs256 } from '../identity/hs256.ts';
import type { Ticket } from '../state/model.ts';
import type { World } from '../world.ts';

/** Wix's platform dates upload tokens ten seconds back. */
const BACKDATED_SECONDS = 10;
const CALLBACK_LIFETIME_SECONDS = 12 * 60 * 60;
const LIFETIME_SECONDS = { put: 24 * 60 * 60, tus: 7 * 24 * 60 * 60, inbox: 10 * 60 * 60 } as const;

const BUCKET = 'upload-tmp-wixmp-cdfc384f15841aaa5eab16b1';
const OUTER = 'urn:service:upload';
const INNER = 'urn:service:file.upload';
/** The opaque part of a real token is about 640 characters; what it stands for is kept in the store instead. */
const OPAQUE_BYTES = 480;
/** So that a resumable token gets the length of the documented ones, about 3,000 characters. */
const SESSION_ID_BYTES = 60;

type NewTicket = Omit<Ticket, 'id' | 'expiresAt' | 'callbackExpiresAt' | 'used'>;

function innerClaims(ticket: Ticket): Record<string, unknown> {
  const path = `/media/${ticket.fileId}`;
  return {
    sub: 'urn:app:e66630e714f0490aaea1f149b3b69e32',
    bkt: 'static.wixstatic.com',
    pth: path,
    acl: ticket.private ? 'private' : 'public',
    lfc: null,
    clb: {
      url: `https://wixprivatemedia.appspot.com/v3/mp/files/upload${path}`,
      attachment: { path, upload_token: randomBytes(OPAQUE_BYTES).toString('base64url') },
      headers: null,
      passthrough: true,
    },
  };
}

function sign(world: World, urn: string, claims: Record<string, unknown>, times: { iat: number; exp: number }): string {
  return signHs256({ ...claims, ...times, iss: urn, aud: urn }, world.secrets.tokenKey, { typ: 'JWT' });
}

/** Makes the ticket and its token; the claims are those of Wix's example tokens in its method pages. */
export function issueTicket(world: World, wanted: NewTicket): string {
  const now = Math.floor(world.now() / 1000);
  const lifetime = world.faults.current.ticketLifetimeSeconds;
  const usual = wanted.destination === 'inbox' ? LIFETIME_SECONDS.inbox : LIFETIME_SECONDS[wanted.protocol];
  const expiresAt = now + (lifetime || usual);
  const callbackExpiresAt = now + (lifetime || CALLBACK_LIFETIME_SECONDS);
  const ticket = world.store.tickets.put({
    ...wanted,
    id: randomUUID(),
    expiresAt: expiresAt * 1000,
    callbackExpiresAt: callbackExpiresAt * 1000,
    used: false,
  });
  const iat = now - BACKDATED_SECONDS;
  const inner = sign(
    world,
    INNER,
    { jti: ticket.id.slice(-12), ...innerClaims(ticket) },
    { iat, exp: callbackExpiresAt },
  );
  const session = `https://www.googleapis.com/upload/storage/v1/b/${BUCKET}/o?predefinedAcl=publicRead&projection=full&uploadType=resumable&upload_id=${randomBytes(SESSION_ID_BYTES).toString('base64url')}`;
  const outer = {
    jti: ticket.id,
    bucket: BUCKET,
    path: `media/${ticket.fileId}`,
    callbackUrl: `https://wixmp-cdfc384f15841aaa5eab16b1.appspot.com/_api/v3/upload/callback?uploadToken=${inner}`,
    acl: ticket.private ? 'private' : 'public',
    mimeType: ticket.mimeType,
    ...(ticket.protocol === 'tus' ? { protocol: 'tus', sessionURL: session } : {}),
  };
  return sign(world, OUTER, outer, { iat, exp: expiresAt });
}

export type TicketReading =
  | { readonly state: 'valid'; readonly ticket: Ticket }
  | { readonly state: 'garbled' }
  | { readonly state: 'expired' };

/** Finds the ticket of a token; whether it was used is for the caller to decide. */
export function readTicket(world: World, token: string, protocol: Ticket['protocol']): TicketReading {
  const claims = verifyHs256(token, world.secrets.tokenKey);
  if (claims?.iss !== OUTER || claims.aud !== OUTER) return { state: 'garbled' };
  if (Number(claims.exp) * 1000 <= world.now()) return { state: 'expired' };
  const ticket = world.store.tickets.get(String(claims.jti));
  if (ticket?.protocol !== protocol) return { state: 'garbled' };
  return ticket.callbackExpiresAt > world.now() ? { state: 'valid', ticket } : { state: 'expired' };
}

/** The file that a token, good or not, would have become: for the record of requests only. */
export function fileIdOfToken(token: string): string | undefined {
  const path = peekClaims(token)?.path;
  return typeof path === 'string' ? path.replace('media/', '') : undefined;
}
