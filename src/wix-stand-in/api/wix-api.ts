import { setTimeout as sleep } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono, type MiddlewareHandler } from 'hono';
import type { RequestLog } from '../control/request-log.ts';
import type { Importer } from '../events/importer.ts';
import type { FileEvents, World } from '../world.ts';
import type { ApiEnv } from './api-env.ts';
import { createAppInstanceApi } from './app-instance.ts';
import { authenticate } from './caller.ts';
import { createCommunicationChannelsApi } from './communication-channels.ts';
import { createFilesChangeApi } from './files-change.ts';
import { createFilesImportApi } from './files-import.ts';
import { createFilesReadApi } from './files-read.ts';
import { createFoldersApi } from './folders.ts';
import { createNotImplementedApi, notImplemented } from './not-implemented.ts';
import { createOauthApi } from './oauth.ts';
import { createRateLimit } from './rate-limit.ts';
import { createUploadUrlsApi } from './upload-urls.ts';
import { answerError, applicationError, newRequestId, WixError } from './wix-error.ts';

/** The request id on every answer, and what the person trying it has switched on: latency, errors, lost answers. */
function edge(world: World, requests: RequestLog): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const requestId = newRequestId();
    requests.of(c.env.incoming).requestId = requestId;
    c.header('x-wix-request-id', requestId);
    const { latencyMs, apiErrorRate, lostApiAnswerRate } = world.faults.current;
    if (latencyMs > 0) await sleep(latencyMs);
    if (world.faults.happens('api-error', apiErrorRate))
      throw new WixError(500, { json: { message: '', details: {} } });
    await next();
    if (world.faults.happens('lost-api-answer', lostApiAnswerRate)) {
      c.env.outgoing.destroy();
      c.res = RESPONSE_ALREADY_SENT;
    }
  };
}

/** 200 calls a minute and app instance; the body is what the SDK knows as RESOURCE_EXHAUSTED. */
function tooManyRequests(world: World): WixError {
  const { retryAfterSeconds } = world.faults.current;
  const error = applicationError(429, 'RESOURCE_EXHAUSTED', 'Too many requests');
  return new WixError(429, error.body, retryAfterSeconds > 0 ? { 'Retry-After': String(retryAfterSeconds) } : {});
}

function callersOnly(world: World, requests: RequestLog): MiddlewareHandler<ApiEnv> {
  const rateLimit = createRateLimit();
  return async (c, next) => {
    const caller = authenticate(world, c.req.header('Authorization'));
    c.set('caller', caller);
    const record = requests.of(c.env.incoming);
    record.siteId = caller.site.id;
    record.caller = caller.name;
    const { callsPerMinute, tooManyRequestsRate } = world.faults.current;
    if (world.faults.happens('429', tooManyRequestsRate)) throw tooManyRequests(world);
    if (!rateLimit.take(caller.site.instanceId, callsPerMinute, world.now())) throw tooManyRequests(world);
    await next();
  };
}

/** Everything that real Wix has at `https://www.wixapis.com` and an uploader needs. */
export function createWixApi(
  world: World,
  parts: { readonly events: FileEvents; readonly importer: Importer; readonly requests: RequestLog },
): Hono<ApiEnv> {
  const { events, importer, requests } = parts;
  const siteMedia = new Hono<ApiEnv>()
    .route('/', createUploadUrlsApi(world, requests))
    .route('/', createFilesImportApi(world, importer))
    .route('/', createFilesReadApi(world))
    .route('/', createFilesChangeApi(world, events))
    .route('/', createFoldersApi(world, events));
  const guard = callersOnly(world, requests);
  return new Hono<ApiEnv>()
    .use(edge(world, requests))
    .use('/site-media/*', guard)
    .use('/communication-channels-media/*', guard)
    .use('/apps/*', guard)
    .route('/', createOauthApi(world))
    .route('/', createNotImplementedApi())
    .route('/site-media/v1', siteMedia)
    .route('/communication-channels-media/v1', createCommunicationChannelsApi(world, importer))
    .route('/apps/v1', createAppInstanceApi())
    .notFound((c) => answerError(c, notImplemented(`${c.req.method} ${c.req.path}`)))
    .onError((error, c) => {
      if (error instanceof SyntaxError)
        return answerError(c, applicationError(400, 'INVALID_ARGUMENT', 'The body is no JSON'));
      if (!(error instanceof WixError)) world.log('the stand-in failed', { path: c.req.path, error });
      return answerError(c, error);
    });
}
