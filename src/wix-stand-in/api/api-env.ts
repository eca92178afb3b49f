import type { HttpBindings } from '@hono/node-server';
import type { Caller } from './caller.ts';

/** What the middleware before every media call has found out. */
export interface ApiEnv {
  Bindings: HttpBindings;
  Variables: { caller: Caller };
}
