import type { Failure } from '#contracts';
import { FailureError } from '#upload-engine';

/** Anything that was thrown, as a failure that the page has words for. */
export function toFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'INTERNAL', message: message.slice(0, 1000) };
}
