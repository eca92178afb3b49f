import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '#contracts';
import { createMetrics, createTokenCheck, redirectWixTo, type TokenCheck } from '#server';
import { deferred } from '../support/deferred.ts';
import { type FakeWix, startFakeWix } from '../support/fake-wix.ts';
import { APP_ID, activeUserToken } from '../support/running-app.ts';

const TOKEN = 'OauthNG.JWS.header.payload.signature';

let wix: FakeWix;
let restoreFetch: () => void;
let nowMs: number;
let check: TokenCheck;

beforeEach(async () => {
  wix = await startFakeWix();
  restoreFetch = redirectWixTo(wix.origin);
  nowMs = Date.now();
  check = createTokenCheck({ appId: APP_ID, metrics: createMetrics(), now: () => nowMs });
});
afterEach(async () => {
  restoreFetch();
  await wix.close();
});

function know(overrides: Readonly<Record<string, unknown>> = {}): void {
  wix.tokens.set(TOKEN, { ...activeUserToken('instance-1'), ...overrides });
}

const asked = () => wix.requestsTo('/oauth2/token-info').length;

async function refusal(authorization: string | undefined): Promise<unknown> {
  const error = await check(authorization).then(
    () => 'accepted',
    (reason: unknown) => reason,
  );
  return error instanceof AppError ? [error.status, error.code] : error;
}

test('a Wix user’s token for our app proves the site and the user', async () => {
  know();
  expect(await check(TOKEN)).toEqual({
    instanceId: 'instance-1',
    siteId: 'site-of-instance-1',
    userId: 'user-of-instance-1',
  });
});

test.each([
  ['no token at all', undefined],
  ['an empty token', ''],
])('%s is refused as missing, without asking Wix', async (_case, authorization) => {
  expect(await refusal(authorization)).toEqual([401, 'TOKEN_MISSING']);
  expect(asked()).toBe(0);
});

test.each([
  ['a token with white space', `Bearer ${TOKEN}`],
  ['a token of a few characters', 'undefined'],
  ['a token beyond all measure', 'x'.repeat(8193)],
  ['a token with control characters', `${TOKEN}\u0000`],
])('%s is refused as invalid, without asking Wix', async (_case, authorization) => {
  expect(await refusal(authorization)).toEqual([401, 'TOKEN_INVALID']);
  expect(asked()).toBe(0);
});

test.each([
  ['unknown to Wix', { active: false }, [401, 'TOKEN_INVALID']],
  ['ended', { ...activeUserToken('i'), active: false }, [401, 'TOKEN_INVALID']],
  ['expired', { ...activeUserToken('i'), exp: 1_000_000_000 }, [401, 'TOKEN_INVALID']],
  ['without an end', { ...activeUserToken('i'), exp: undefined }, [401, 'TOKEN_INVALID']],
  ['another app’s', { ...activeUserToken('i'), clientId: 'another-app' }, [403, 'TOKEN_FORBIDDEN']],
  ['no app’s', { ...activeUserToken('i'), clientId: undefined }, [403, 'TOKEN_FORBIDDEN']],
  ['a visitor’s', { ...activeUserToken('i'), subjectType: 'VISITOR' }, [403, 'TOKEN_FORBIDDEN']],
  ['a member’s', { ...activeUserToken('i'), subjectType: 'MEMBER' }, [403, 'TOKEN_FORBIDDEN']],
  ['an app’s', { ...activeUserToken('i'), subjectType: 'APP' }, [403, 'TOKEN_FORBIDDEN']],
  ['without an installation', { ...activeUserToken('i'), instanceId: undefined }, [403, 'TOKEN_FORBIDDEN']],
])('a token that is %s is refused', async (_case, info, expected) => {
  wix.tokens.set(TOKEN, info);
  expect(await refusal(TOKEN)).toEqual(expected);
});

test('when Wix calls the token wrong by status, it is invalid', async () => {
  wix.on('POST /oauth2/token-info', () => ({ status: 400, html: '<h1>Bad Request</h1>' }));
  expect(await refusal(TOKEN)).toEqual([401, 'TOKEN_INVALID']);
});

test.each([
  ['answers 500', { status: 500, html: '<h1>Oops</h1>' }, 'WIX_UNAVAILABLE'],
  ['cuts the line', { cut: true }, 'WIX_UNAVAILABLE'],
  ['answers something that is no token info', { json: { hello: 'world' } }, 'WIX_UNAVAILABLE'],
  ['answers HTML with 200', { html: '<h1>Hello</h1>' }, 'WIX_UNAVAILABLE'],
  ['is asked too often', { status: 429, json: {} }, 'RATE_LIMITED'],
])('when Wix %s, the caller is not blamed', async (_case, answer, code) => {
  wix.on('POST /oauth2/token-info', () => answer);
  expect(await refusal(TOKEN)).toEqual([503, code]);
});

test('an accepted token is believed for a minute and then asked about again', async () => {
  know();
  const first = await check(TOKEN);
  nowMs += 59_999;
  expect(await check(TOKEN)).toBe(first);
  expect(asked()).toBe(1);
  nowMs += 1;
  expect(await check(TOKEN)).not.toBe(first);
  expect(asked()).toBe(2);
});

test('a token is never believed past its own end', async () => {
  know({ exp: Math.floor(nowMs / 1000) + 10 });
  await check(TOKEN);
  nowMs += 10_000;
  expect(await refusal(TOKEN)).toEqual([401, 'TOKEN_INVALID']);
  expect(asked()).toBe(2);
});

test('a refusal and an outage are not remembered', async () => {
  expect(await refusal(TOKEN)).toEqual([401, 'TOKEN_INVALID']);
  wix.on('POST /oauth2/token-info', () => ({ status: 500 }));
  expect(await refusal(TOKEN)).toEqual([503, 'WIX_UNAVAILABLE']);
  wix.on('POST /oauth2/token-info', () => ({ json: activeUserToken('instance-1') }));
  expect(await refusal(TOKEN)).toBe('accepted');
});

test('calls with the same token at the same time share one check, calls with others do not', async () => {
  know();
  wix.tokens.set(`${TOKEN}-2`, activeUserToken('instance-2'));
  const callers = await Promise.all([check(TOKEN), check(TOKEN), check(`${TOKEN}-2`), check(TOKEN)]);
  expect(callers.map((caller) => caller.instanceId)).toEqual(['instance-1', 'instance-1', 'instance-2', 'instance-1']);
  expect(asked()).toBe(2);
});

test('made-up tokens, however many, cause no more than 100 questions at once, and shut nobody out who is in', async () => {
  know();
  await check(TOKEN);
  nowMs += 60_000;
  const allAsked = deferred<void>();
  const answer = deferred<void>();
  wix.on('POST /oauth2/token-info', async ({ body }) => {
    if (body.token === TOKEN) return { json: activeUserToken('instance-1') };
    if (asked() === 101) allAsked.resolve();
    await answer.promise;
    return { json: { active: false } };
  });
  const madeUp = Array.from({ length: 150 }, (_, index) => refusal(`made-up-token-number-${index}`));
  expect(await Promise.all(madeUp.slice(100))).toEqual(Array(50).fill([503, 'SERVER_UNAVAILABLE']));
  await allAsked.promise;
  expect(await check(TOKEN)).toMatchObject({ instanceId: 'instance-1' });
  answer.resolve();
  expect(await Promise.all(madeUp.slice(0, 100))).toEqual(Array(100).fill([401, 'TOKEN_INVALID']));
  expect(asked()).toBe(102);
});

test('what the check says of callers cannot be changed by who gets it', async () => {
  know();
  expect(Object.isFrozen(await check(TOKEN))).toBe(true);
});
