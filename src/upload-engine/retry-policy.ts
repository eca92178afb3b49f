import type { Failure, FailureCode } from '#contracts';
import type { WaitReason } from './item.ts';

/** How long to wait before another try, and when to stop hoping. */
export interface RetryPolicy {
  /** Delay before the first retry, before jitter. Milliseconds. */
  readonly baseDelayMs: number;
  /** Each further retry waits this many times longer. */
  readonly factor: number;
  /** No delay of ours is longer than this. A `Retry-After` may be. Milliseconds. */
  readonly maxDelayMs: number;
  /** Tries without a single byte further than ever before after which a file fails for good. */
  readonly hopelessAfterAttempts: number;
}

/** 50 attempts at up to 30 s are about 25 minutes without one new byte. Waiting while offline does not count. */
export const defaultRetryPolicy: RetryPolicy = {
  baseDelayMs: 1_000,
  factor: 2,
  maxDelayMs: 30_000,
  hopelessAfterAttempts: 50,
};

/**
 * Delay before retry number `attempt` (1 is the first), with half of it at random, so that a thousand files that
 * failed together do not come back together.
 * @param random a number from 0 to below 1
 */
export function retryDelayMs(policy: RetryPolicy, attempt: number, random: number): number {
  const full = Math.min(policy.maxDelayMs, policy.baseDelayMs * policy.factor ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}

/** The host's own wish (`Retry-After`) wins where it is longer than ours; a little jitter is added to it, never taken off. */
export function delayFor(policy: RetryPolicy, failure: Failure, attempt: number, random: number): number {
  const own = retryDelayMs(policy, attempt, random);
  if (failure.retryAfterMs === undefined) return own;
  return Math.max(own, failure.retryAfterMs + Math.round(Math.min(1_000, failure.retryAfterMs * 0.1) * random));
}

const networkCodes: ReadonlySet<FailureCode> = new Set(['NETWORK', 'STALLED']);

/** The line failed, and neither Wix nor our server said anything. */
export function isNetworkFailure(failure: Failure): boolean {
  return networkCodes.has(failure.code);
}

export function waitReasonFor(failure: Failure): WaitReason {
  if (failure.code === 'RATE_LIMITED') return 'rate-limit';
  if (failure.code === 'SERVER_UNAVAILABLE' || failure.code === 'WIX_UNAVAILABLE') return 'server-unavailable';
  return 'retry';
}
