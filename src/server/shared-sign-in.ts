import type { AppStrategy } from '@wix/sdk';

interface AuthHeaders {
  readonly headers: Record<string, string>;
}

/** What `createClient` needs of an authentication strategy. */
export interface SharedSignIn {
  readonly strategy: { getAuthHeaders(): Promise<{ headers: Record<string, string> }> };
  /** Gets another token in place of one that Wix refused; where it was replaced already, the one that replaced it. */
  renew(refusedToken: string | undefined): Promise<AuthHeaders>;
}

const oauthFailure = /Unexpected status code from Wix OAuth API: (\d{3})(?:, request id: (\S+))?/;

/**
 * The SDK tells a refused sign-in by a sentence, and its error translation then loses the sentence. Given the form of an
 * API answer, the status and request id survive.
 */
function inFormOfAnApiAnswer(error: unknown): unknown {
  const [, status, requestId] = oauthFailure.exec(error instanceof Error ? error.message : '') ?? [];
  if (status === undefined) return error;
  const code = Number(status);
  const description = `Wix refused the app’s sign-in (${status})`;
  return Object.assign(new Error(description, { cause: error }), {
    ...(requestId === undefined || requestId === 'null' ? {} : { requestId }),
    response: {
      // A sign-in that Wix refuses, whatever its status, is never an answer about rights: 403 would read as one.
      status: code < 500 && code !== 429 ? 401 : code,
      data: { message: description, details: { applicationError: { code, description, data: {} } } },
    },
  });
}

/**
 * Wraps an AppStrategy so that calls at the same time share one token request (the strategy alone sends one each), and so
 * that a token which Wix no longer takes can be replaced.
 */
export function createSharedSignIn(createStrategy: () => AppStrategy): SharedSignIn {
  let strategy = createStrategy();
  let latestToken: string | undefined;
  let running: Promise<AuthHeaders> | undefined;

  async function request(): Promise<AuthHeaders> {
    try {
      const { headers } = await strategy.getAuthHeaders(undefined);
      latestToken = headers.Authorization;
      return { headers };
    } catch (error) {
      throw inFormOfAnApiAnswer(error);
    } finally {
      running = undefined;
    }
  }

  function getAuthHeaders(): Promise<AuthHeaders> {
    running ??= request();
    return running;
  }

  return {
    strategy: { getAuthHeaders },
    renew(refusedToken) {
      if (running === undefined && latestToken === refusedToken) strategy = createStrategy();
      return getAuthHeaders();
    },
  };
}
