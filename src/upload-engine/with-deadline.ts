import type { Failure } from '#contracts';
import { type Clock, FailureError } from './ports.ts';

/**
 * Runs a call that must end: aborts it and rejects with `failure` when nothing was heard for `silenceMs`.
 * `alive` is the sign of life; it may name another silence from then on.
 * Aborting `signal` aborts the call and rejects with the signal's reason at once, whether the call obeys or not.
 */
export function withDeadline<Result>(
  clock: Clock,
  limit: { readonly silenceMs: number; readonly failure: Failure },
  signal: AbortSignal,
  call: (signal: AbortSignal, alive: (silenceMs?: number) => void) => Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController();
    let silenceMs = limit.silenceMs;
    let lastSign = clock.now();
    let cancelTimer = () => {};

    const finish = (settle: () => void) => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const giveUp = (reason: unknown) => {
      finish(() => reject(reason));
      controller.abort(reason);
    };
    const onAbort = () => giveUp(signal.reason);
    const check = () => {
      const left = lastSign + silenceMs - clock.now();
      if (left > 0) cancelTimer = clock.setTimeout(check, left);
      else giveUp(new FailureError(limit.failure));
    };
    const alive = (next?: number) => {
      lastSign = clock.now();
      if (next === undefined || next === silenceMs) return;
      silenceMs = next;
      cancelTimer();
      cancelTimer = clock.setTimeout(check, silenceMs);
    };

    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    cancelTimer = clock.setTimeout(check, silenceMs);
    call(controller.signal, alive).then(
      (result) => finish(() => resolve(result)),
      (error: unknown) => finish(() => reject(error)),
    );
  });
}
