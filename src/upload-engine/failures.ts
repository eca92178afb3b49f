import type { Failure } from '#contracts';
import { FailureError } from './ports.ts';

/** What a port threw, as a failure. Anything but a `FailureError` is a mistake of ours and says so. */
export function toFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message: message.slice(0, 1_000) };
}
