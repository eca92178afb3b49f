import { AppStrategy, createClient } from '@wix/sdk';
import { type CryptoKey, decodeJwt, importSPKI, jwtVerify } from 'jose';
import { z } from 'zod';
import type { WixKeys } from './config.ts';

/** One event out of a webhook call whose signature is Wix's. */
export interface VerifiedWebhook {
  readonly instanceId: string;
  readonly eventType: string;
  /** What Wix documents for the event's type; not looked at here. */
  readonly payload: unknown;
  /** When Wix signed it. */
  readonly toldAt: Date;
}

/**
 * Verifies the body of a webhook call.
 * @returns `unsigned`: not a JWT that Wix signed for this app and that is still valid. `unreadable`: signed, and yet no event.
 */
export type WebhookVerifier = (body: string) => Promise<VerifiedWebhook | 'unsigned' | 'unreadable'>;

const eventSchema = z.object({ instanceId: z.string().min(1), eventType: z.string().min(1), payload: z.unknown() });

/** The codes of jose, which the SDK verifies with: wrong signature, expired, wrong algorithm, no JWT at all. */
const isRefusedByKey = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^ERR_J/.test(error.code);

/**
 * The SDK's own way of reading webhooks. The signature and the end of validity are checked; there is no issuer or audience
 * in these, but the key pair is this app's alone. The SDK would read the key again for each call, which costs more than the
 * check itself.
 */
export function createWebhookVerifier({ appId, publicKey }: Pick<WixKeys, 'appId' | 'publicKey'>): WebhookVerifier {
  let key: Promise<CryptoKey> | undefined;
  const auth = {
    ...AppStrategy({ appId, publicKey }),
    async decodeJWT(token: string) {
      key ??= importSPKI(publicKey, 'RS256');
      const { payload } = await jwtVerify(token, await key, { algorithms: ['RS256'] });
      return { decoded: { data: payload.data }, valid: true };
    },
  };
  const { webhooks } = createClient({ auth, modules: {} });
  return async (body) => {
    try {
      const event = eventSchema.safeParse(await webhooks.parseJWT(body));
      if (!event.success) return 'unreadable';
      const issuedAt = decodeJwt(body).iat;
      return { ...event.data, toldAt: issuedAt === undefined ? new Date() : new Date(issuedAt * 1000) };
    } catch (error) {
      return isRefusedByKey(error) ? 'unsigned' : 'unreadable';
    }
  };
}
