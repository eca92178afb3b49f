import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit as countedBodyLimit } from 'hono/body-limit';

export interface BodyLimitOptions {
  /** Bytes. */
  readonly maxSize: number;
  /** Answers a request whose body is larger. */
  readonly onError: (context: Context) => Response;
}

/**
 * Hono's limit for bodies of unannounced length. Where the length is announced, Node's parser holds the sender to it, and the
 * number is enough: hono would take the body out of the request first, which costs more than all else in a small call.
 */
export function bodyLimit({ maxSize, onError }: BodyLimitOptions): MiddlewareHandler {
  const counted = countedBodyLimit({ maxSize, onError });
  return async (context, next) => {
    const announced = context.req.header('content-length');
    if (announced === undefined || context.req.header('transfer-encoding') !== undefined) return counted(context, next);
    return Number(announced) > maxSize ? onError(context) : next();
  };
}
