import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { AppEnvironment } from './app-environment.ts';
import type { Logger } from './log.ts';
import { WEBHOOKS_PATH } from './webhooks.ts';

/** A proxy's id is taken over when it looks like one, so that its log and ours meet. */
const acceptableRequestId = /^[\w-]{8,64}$/;

/** Asked every few seconds by whoever watches the process; a line for each would drown the rest. */
const quietPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Gives each request an id (also in the `x-request-id` answer header) and one log line when it is done.
 * Files of the page, live streams and Wix's webhooks that were served without trouble are only logged at level debug. Of
 * the address only the path is logged: the query of the page's address holds the signed app instance.
 */
export function requestLog(log: Logger): MiddlewareHandler<AppEnvironment> {
  return async (context, next) => {
    const proposed = context.req.header('x-request-id') ?? '';
    const requestId = acceptableRequestId.test(proposed) ? proposed : randomUUID();
    const requestLogger = log.child({ requestId });
    context.set('requestId', requestId);
    context.set('log', requestLogger);
    const startedAt = performance.now();
    await next();
    context.res.headers.set('x-request-id', requestId);
    if (quietPaths.has(context.req.path)) return;
    const caller = context.get('caller');
    const webMethod = context.get('webMethod');
    const isRead = context.req.method === 'GET' || context.req.path === WEBHOOKS_PATH;
    const isRoutine = isRead && context.res.status < 400;
    requestLogger[isRoutine ? 'debug' : 'info'](
      {
        method: context.req.method,
        path: context.req.path,
        status: context.res.status,
        durationMs: Math.round(performance.now() - startedAt),
        ...(caller && { instanceId: caller.instanceId, userId: caller.userId }),
        ...(webMethod && { webMethod: webMethod.name, outcome: webMethod.outcome }),
      },
      'request',
    );
  };
}
