import { type Failure, isTransient, webMethodAnswerSchema, webMethodPath } from '#contracts';
import { FailureError, parseRetryAfter } from '#upload-engine';

export type WebMethodCaller = (file: string, method: string, args: readonly unknown[]) => Promise<unknown>;

export interface WebMethodCallerOptions {
  /** Asks the dashboard for a token on every call. */
  readonly fetch: typeof fetch;
  /** Resolves after so many milliseconds. */
  readonly delay: (delayMs: number) => Promise<void>;
  /** Between 0 and 1. */
  readonly random: () => number;
  /** Aborts when one call has had its time: on a line that died without a word nobody would ever hear of it. */
  readonly deadline: () => AbortSignal;
}

/** Tries of a call that only reads. Writes are never repeated here: the engine knows better when to ask again. */
const READ_TRIES = 4;
const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 8_000;
const readingMethod = /^(export|get|list|load|search)[A-Z]/;

/** Calls web methods of our own server. Whatever goes wrong arrives as a `FailureError`. */
export function createWebMethodCaller(options: WebMethodCallerOptions): WebMethodCaller {
  return async (file, method, args) => {
    const path = webMethodPath(file, method);
    const tries = readingMethod.test(method) ? READ_TRIES : 1;
    for (let tried = 1; ; tried++) {
      try {
        return await callWithFreshToken(options, path, args);
      } catch (error) {
        if (!(error instanceof FailureError) || !isTransient(error.failure) || tried >= tries) throw error;
        await options.delay(pauseBefore(tried, error.failure, options.random));
      }
    }
  };
}

/** Wix's tokens live for hours and the page may be open for longer: a refused one is replaced once. */
async function callWithFreshToken(options: WebMethodCallerOptions, path: string, args: readonly unknown[]) {
  try {
    return await callInTime(options, path, args);
  } catch (error) {
    if (error instanceof FailureError && error.failure.code === 'TOKEN_INVALID') return callInTime(options, path, args);
    throw error;
  }
}

/** The dashboard may hang as well, when it is asked for a token: the deadline ends more than the request. */
function callInTime({ fetch, deadline }: WebMethodCallerOptions, path: string, args: readonly unknown[]) {
  const signal = deadline();
  return new Promise<unknown>((resolve, reject) => {
    const giveUp = () => reject(new FailureError({ code: 'SERVER_UNAVAILABLE' }, { cause: signal.reason }));
    signal.addEventListener('abort', giveUp, { once: true });
    call(fetch, path, args, signal)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', giveUp));
  });
}

type Fetch = typeof globalThis.fetch;

async function call(fetch: Fetch, path: string, args: readonly unknown[], signal: AbortSignal): Promise<unknown> {
  const response = await send(fetch, path, args, signal);
  const answer = webMethodAnswerSchema.safeParse(await response.json().catch(() => undefined));
  if (!answer.success) throw new FailureError(failureOf(response));
  if (answer.data.exception) throw new FailureError(answer.data.result);
  if (!response.ok) throw new FailureError(failureOf(response));
  return answer.data.result;
}

async function send(fetch: Fetch, path: string, args: readonly unknown[], signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(args),
      signal,
    });
  } catch (error) {
    throw new FailureError({ code: 'SERVER_UNAVAILABLE' }, { cause: error });
  }
}

/** An answer that is no web method's answer: a proxy's error page, a server that is starting or stopping. */
function failureOf({ status, headers }: Response): Failure {
  const retryAfterMs = parseRetryAfter(headers.get('retry-after'), Date.now());
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 401) return { code: 'TOKEN_INVALID' };
  if (status === 403) return { code: 'TOKEN_FORBIDDEN' };
  if (status === 429) return { code: 'RATE_LIMITED', ...wait };
  if (status >= 502 && status <= 504) return { code: 'SERVER_UNAVAILABLE', ...wait };
  return { code: 'INTERNAL', message: `HTTP ${status}` };
}

function pauseBefore(tried: number, failure: Failure, random: () => number): number {
  const grown = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tried - 1));
  return Math.max(failure.retryAfterMs ?? 0, grown * (0.5 + random() / 2));
}
