import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { APP_TOKEN_LIFETIME_SECONDS, issueToken, readToken } from '../identity/access-token.ts';
import type { Site } from '../state/model.ts';
import type { World } from '../world.ts';
import { isObject, type JsonObject } from './fields.ts';
import { applicationError, type WixError } from './wix-error.ts';

const refuse = (description: string): WixError => applicationError(400, 'INVALID_REQUEST', description);

function sameText(a: unknown, b: string): boolean {
  const left = Buffer.from(String(a));
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function siteOfInstance(world: World, instanceId: unknown): Site | undefined {
  return [...world.store.sites.all()].find((site) => site.instanceId === instanceId && site.appInstalled);
}

function clientCredentials(world: World, body: JsonObject): JsonObject {
  if (body.client_id !== world.app.id) throw refuse('There is no app with this client_id');
  const site = siteOfInstance(world, body.instance_id);
  if (!site) throw refuse('The app is not installed with this instance_id');
  const token = issueToken(
    world,
    {
      subjectType: 'APP',
      subjectId: world.app.id,
      siteId: site.id,
      instanceId: site.instanceId,
      appId: world.app.id,
    },
    { lifetimeSeconds: APP_TOKEN_LIFETIME_SECONDS },
  );
  return { access_token: token, token_type: 'Bearer', expires_in: APP_TOKEN_LIFETIME_SECONDS };
}

/** Gives a token of the same subject and the same end that is not bound to the browser. */
function stripBoundSession(world: World, body: JsonObject): JsonObject {
  const subject = readToken(world, String(body.access_token));
  if (!subject?.active) throw refuse('The access token is not valid');
  const lifetimeSeconds = subject.exp - Math.floor(world.now() / 1000);
  return { access_token: issueToken(world, subject, { lifetimeSeconds }), expires_in: lifetimeSeconds };
}

function tokenInfo(world: World, token: unknown): JsonObject {
  const subject = readToken(world, String(token));
  if (!subject) throw refuse('The token is not valid');
  const { active, subjectType, subjectId, exp, iat, appId, siteId, instanceId } = subject;
  return { active, subjectType, subjectId, exp, iat, clientId: appId, siteId, instanceId };
}

/** `/oauth2/token` and `/oauth2/token-info`. */
export function createOauthApi(world: World): Hono {
  const readBody = async (json: () => Promise<unknown>): Promise<JsonObject> => {
    const body = await json().catch(() => undefined);
    if (!isObject(body)) throw refuse('The body is a JSON object');
    return body;
  };
  return new Hono()
    .post('/oauth2/token', async (c) => {
      const body = await readBody(() => c.req.json());
      if (!sameText(body.client_secret, world.secrets.appSecret)) {
        throw applicationError(401, 'UNAUTHENTICATED', 'The client secret is wrong');
      }
      if (body.grant_type === 'client_credentials') return c.json(clientCredentials(world, body));
      if (body.grant_type === 'strip_bound_session') return c.json(stripBoundSession(world, body));
      throw refuse(`There is no grant_type ${String(body.grant_type)}`);
    })
    .post('/oauth2/token-info', async (c) => {
      const body = await readBody(() => c.req.json());
      return c.json(tokenInfo(world, body.token));
    });
}
