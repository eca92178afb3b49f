import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { AppError } from '#contracts';
import type { Caller } from './caller.ts';
import type { Metrics } from './metrics.ts';
import { requestTokenInfo, type TokenInfo } from './token-info.ts';

/** How long a check is believed. Wix may end a session at any time; this is how late we may notice. */
const CHECK_LIFETIME_MS = 60_000;
const MOST_CACHED_CHECKS = 10_000;
/** Questions to Wix at once about tokens that were never accepted here. Whoever sends made-up ones causes no more. */
const MOST_FIRST_CHECKS_AT_ONCE = 100;

/** One opaque word. Wix's tokens are about a kilobyte; Node refuses headers over 16 kB anyway. */
const tokenForm = /^[\w.~+/=-]{16,8192}$/;

export interface TokenCheckOptions {
  /** Our app: tokens issued for any other are refused. */
  readonly appId: string;
  readonly metrics: Metrics;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Turns the value of an Authorization header into the caller it proves.
 * @throws AppError 401 TOKEN_MISSING, 401 TOKEN_INVALID (malformed, unknown to Wix, inactive, expired),
 * 403 TOKEN_FORBIDDEN (another app's, a visitor's, a member's, an app's), 503 WIX_UNAVAILABLE or RATE_LIMITED (Wix did not say),
 * 503 SERVER_UNAVAILABLE (too many unknown tokens at once).
 */
export type TokenCheck = (authorization: string | undefined) => Promise<Caller>;

interface CheckedToken {
  readonly caller: Caller;
  readonly believedUntil: number;
}

const invalid = () => new AppError({ code: 'TOKEN_INVALID' }, 401);
const forbidden = () => new AppError({ code: 'TOKEN_FORBIDDEN' }, 403);

/**
 * Decides what Wix's answer means. An SDK helper exists (`AppStrategy.elevated`), but it looks at `clientId` and
 * `instanceId` only and would elevate a visitor's or an ended session's token.
 */
function judge(info: TokenInfo, appId: string, nowMs: number): CheckedToken {
  const expiresAt = (info.exp ?? 0) * 1000;
  if (!info.active || expiresAt <= nowMs) throw invalid();
  if (info.clientId !== appId || info.subjectType !== 'USER') throw forbidden();
  if (!info.instanceId || !info.siteId || !info.subjectId) throw forbidden();
  return {
    caller: Object.freeze({ instanceId: info.instanceId, siteId: info.siteId, userId: info.subjectId }),
    believedUntil: Math.min(nowMs + CHECK_LIFETIME_MS, expiresAt),
  };
}

/**
 * Checks tokens with Wix and remembers good answers for at most a minute, never past the token's own end. Refusals and
 * outages are not remembered. Calls with the same token at the same time share one check. Only hashes of tokens are kept.
 */
export function createTokenCheck(options: TokenCheckOptions): TokenCheck {
  const { appId, metrics, now = Date.now } = options;
  const checked = new LRUCache<string, CheckedToken>({ max: MOST_CACHED_CHECKS });
  const running = new Map<string, Promise<Caller>>();

  async function ask(token: string, hash: string): Promise<Caller> {
    try {
      const result = judge(await requestTokenInfo(token, metrics), appId, now());
      checked.set(hash, result);
      metrics.tokenChecked('accepted');
      return result.caller;
    } catch (error) {
      metrics.tokenChecked(error instanceof AppError && error.status !== 503 ? 'refused' : 'unavailable');
      throw error;
    } finally {
      running.delete(hash);
    }
  }

  return async (authorization) => {
    if (!authorization) throw new AppError({ code: 'TOKEN_MISSING' }, 401);
    if (!tokenForm.test(authorization)) throw invalid();
    const hash = createHash('sha256').update(authorization).digest('base64');
    const known = checked.get(hash);
    if (known && known.believedUntil > now()) {
      metrics.tokenChecked('cached');
      return known.caller;
    }
    if (!known && !running.has(hash) && running.size >= MOST_FIRST_CHECKS_AT_ONCE) {
      metrics.tokenChecked('unavailable');
      throw new AppError({ code: 'SERVER_UNAVAILABLE' }, 503);
    }
    const shared = running.get(hash) ?? ask(authorization, hash);
    running.set(hash, shared);
    return shared;
  };
}
