import { Hono } from 'hono';
import { AppError } from '#contracts';
import type { AppEnvironment } from './app-environment.ts';
import type { RunAs } from './elevation-context.ts';
import type { LiveStreams } from './live-streams.ts';
import type { TokenCheck } from './token-check.ts';

export interface LiveRouteOptions {
  readonly streams: LiveStreams;
  readonly checkToken: TokenCheck;
  readonly runAs: RunAs;
}

const SECONDS_UNTIL_NEXT_TRY = 60;

/**
 * `GET /live`: server-sent events about the caller's own site, under the same conditions as a web method. The token goes
 * through the check again with every heartbeat, so that a stream outlives an ended session by no more than a call could.
 */
export function createLiveRoute({ streams, checkToken, runAs }: LiveRouteOptions): Hono<AppEnvironment> {
  const live = new Hono<AppEnvironment>();
  live.get('/', async (context) => {
    const accessToken = context.req.header('authorization') ?? '';
    const admit = async () => {
      const caller = await checkToken(accessToken);
      return runAs({ caller, accessToken }, async () => caller);
    };
    try {
      const caller = await admit();
      context.set('caller', caller);
      const body = await streams.open(caller.instanceId, async () => {
        const { instanceId } = await admit();
        return instanceId === caller.instanceId;
      });
      if (!body) {
        return context.text('too many streams', 503, { 'retry-after': String(SECONDS_UNTIL_NEXT_TRY) });
      }
      return context.body(body, 200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        // Asks proxies of the nginx kind not to wait for more.
        'x-accel-buffering': 'no',
      });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const failure = { requestId: context.get('requestId'), ...error.failure };
      // A web method's "200, and yet it failed" would read as a stream here.
      return context.json(failure, error.status === 200 ? 503 : error.status);
    }
  });
  return live;
}
