import { type Context, Hono } from 'hono';

import { AppError, type Failure } from '#contracts';
import type { AppEnvironment } from './app-environment.ts';
import { bodyLimit } from './body-limit.ts';
import type { RunAs } from './elevation-context.ts';
import type { Metrics } from './metrics.ts';
import type { TokenCheck } from './token-check.ts';
import type { WebMethod, WebMethodLookup } from './web-method-registry.ts';

/** Far above any call of ours (50 tickets with 50 labels each are about 550 kB), far below what could hurt the process. */
const MOST_BODY_BYTES = 1024 * 1024;
const INVALID_REQUEST = 'invalid request';

export interface WebMethodRpcOptions {
  readonly findWebMethod: WebMethodLookup;
  readonly checkToken: TokenCheck;
  /** What surrounds each call, such as the elevation context. */
  readonly runAs: RunAs;
  readonly metrics: Metrics;
}

function parseArguments(body: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** The one place where an error becomes an answer: an AppError travels, anything else is INTERNAL and only in the log. */
function answerFailure(context: Context<AppEnvironment>, error: unknown): [Failure, Response] {
  const requestId = context.get('requestId');
  if (error instanceof AppError) {
    const failure = { requestId, ...error.failure };
    return [failure, context.json({ result: failure, exception: true }, error.status)];
  }
  context.get('log').error({ err: error }, 'a web method failed unexpectedly');
  const failure: Failure = { code: 'INTERNAL', requestId };
  return [failure, context.json({ result: failure, exception: true }, 500)];
}

/**
 * `POST /_webMethods/{file}/{method}.ajax`: Wix's wire format of web methods (see #contracts, web-method-wire).
 * The token is checked before the body is parsed.
 */
export function createWebMethodRpc(options: WebMethodRpcOptions): Hono<AppEnvironment> {
  const { checkToken, runAs, metrics } = options;

  async function call(context: Context<AppEnvironment>, method: WebMethod): Promise<Response> {
    const accessToken = context.req.header('authorization') ?? '';
    const caller = await checkToken(accessToken);
    context.set('caller', caller);
    const args = parseArguments(await context.req.text());
    if (!args) return context.text(INVALID_REQUEST, 400);
    const result = await runAs({ caller, accessToken }, async () => method.call(...args));
    return context.json({ result });
  }

  const rpc = new Hono<AppEnvironment>();
  rpc.use(
    bodyLimit({
      maxSize: MOST_BODY_BYTES,
      // The rest of the body is not read, so nothing more can come over this connection.
      onError: (context) => context.text(INVALID_REQUEST, 413, { connection: 'close' }),
    }),
  );
  rpc.post('/*', async (context) => {
    const method = options.findWebMethod(new URL(context.req.url).pathname);
    if (!method) return context.text(INVALID_REQUEST, 400);
    const startedAt = performance.now();
    let outcome = 'ok';
    try {
      return await call(context, method);
    } catch (error) {
      const [failure, response] = answerFailure(context, error);
      outcome = failure.code;
      return response;
    } finally {
      context.set('webMethod', { name: method.name, outcome });
      metrics.webMethodCalled(method.name, outcome, (performance.now() - startedAt) / 1000);
    }
  });
  return rpc;
}
