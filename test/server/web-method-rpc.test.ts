import { Permissions, webMethod } from '@wix/web-methods';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '#contracts';
import { APP_SECRET, type RunningApp, startApp, toAnswer } from '../support/running-app.ts';

const FILE = 'src/backend/sample.web.ts';
const uploadUrl = 'https://upload.wixmp.com/upload/eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl';

const sample = {
  echo: webMethod(Permissions.Admin, async (...args: unknown[]) => args),
  nothing: webMethod(Permissions.Admin, async () => undefined),
  refuse: webMethod(Permissions.Admin, async () => {
    throw new AppError({ code: 'SITE_QUOTA_EXCEEDED', requestId: 'wix-request-7' });
  }),
  mistake: webMethod(Permissions.Admin, async () => {
    throw new AppError({ code: 'INVALID_ARGUMENT', field: 'files.0.mimeType' }, 400);
  }),
  bug: webMethod(Permissions.Admin, async () => {
    throw new Error(`no such column in table uploads; ${APP_SECRET}; ${uploadUrl}`);
  }),
};

let app: RunningApp;
let token: string;
beforeEach(async () => {
  app = await startApp({ webMethods: { [FILE]: sample } });
  token = app.issueToken('instance-1');
});
afterEach(() => app.close());

async function post(path: string, body: BodyInit, headers: Record<string, string> = { authorization: token }) {
  return toAnswer(await fetch(`${app.url}${path}`, { method: 'POST', body, headers, duplex: 'half' } as RequestInit));
}

test('a call answers 200 with the result', async () => {
  const answer = await app.call(FILE, 'echo', { a: 1 }, token);
  expect([answer.status, answer.body]).toEqual([200, { result: [{ a: 1 }] }]);
});

test('all elements of the body’s array become arguments', async () => {
  const answer = await post(`/_webMethods/${FILE}/echo.ajax`, '[1,"two",null]');
  expect(answer.body).toEqual({ result: [1, 'two', null] });
});

test('a method without a result answers an object without one', async () => {
  const answer = await app.call(FILE, 'nothing', {}, token);
  expect([answer.status, answer.body]).toEqual([200, {}]);
});

test('the media permission is asked in the caller’s own name before the method runs', async () => {
  app.wix.on('GET /site-media/v1/folders', () => ({ status: 403, html: '<h1>Forbidden</h1>' }));
  const answer = await app.call(FILE, 'echo', {}, token);
  expect(answer.status).toBe(403);
  expect(answer.body).toMatchObject({ result: { code: 'MEDIA_PERMISSION_REQUIRED' }, exception: true });
});

test.each([
  ['no token', {}, 401, 'TOKEN_MISSING'],
  ['a token that Wix does not know', { authorization: 'OauthNG.JWS.unknown.token' }, 401, 'TOKEN_INVALID'],
])('with %s the method does not run', async (_case, headers, status, code) => {
  const answer = await post(`/_webMethods/${FILE}/echo.ajax`, '[]', headers as Record<string, string>);
  expect([answer.status, answer.body.exception]).toEqual([status, true]);
  expect(answer.body.result).toEqual({ code, requestId: answer.headers.get('x-request-id') });
});

test('a member’s token is forbidden', async () => {
  const answer = await app.call(FILE, 'echo', {}, app.issueToken('instance-1', { subjectType: 'MEMBER' }));
  expect([answer.status, answer.body.result]).toMatchObject([403, { code: 'TOKEN_FORBIDDEN' }]);
});

test.each([
  '/_webMethods/src/backend/sample.web.ts/unknown.ajax',
  '/_webMethods/src/backend/sample.web.ts/echo',
  '/_webMethods/src/backend/other.web.ts/echo.ajax',
  '/_webMethods/src/backend/sample.web.ts/constructor.ajax',
  '/_webMethods/src/backend/sample.web.ts/__proto__.ajax',
  '/_webMethods/src/backend/sample.web.ts/toString.ajax',
  '/_webMethods/__proto__/toString.ajax',
  '/_webMethods/constructor/keys.ajax',
  '/_webMethods/src/backend/%73ample.web.ts/echo.ajax',
  '/_webMethods/src/backend/sample.web.ts/echo.ajax/',
  '/_webMethods/',
])('POST %s is no web method', async (path) => {
  const answer = await post(path, '[]');
  expect([answer.status, answer.text]).toEqual([400, 'invalid request']);
  expect(app.wix.requests).toEqual([]);
});

test.each(['', '{}', '"text"', '[', 'null', '{"length":1,"0":"a"}'])('the body %j is no call', async (body) => {
  const answer = await post(`/_webMethods/${FILE}/echo.ajax`, body);
  expect([answer.status, answer.text]).toEqual([400, 'invalid request']);
});

test('a web method is called by POST only', async () => {
  const answer = await fetch(`${app.url}/_webMethods/${FILE}/echo.ajax`, { headers: { authorization: token } });
  expect(answer.status).toBe(404);
});

test('a body of one megabyte is taken, one byte more is not, whether its length is told before or not', async () => {
  const path = `/_webMethods/${FILE}/nothing.ajax`;
  const megabyte = JSON.stringify(['x'.repeat(1024 * 1024 - 4)]);
  const stream = (text: string) =>
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      },
    });
  expect((await post(path, megabyte)).status).toBe(200);
  expect((await post(path, `${megabyte} `)).status).toBe(413);
  expect((await post(path, stream(megabyte))).status).toBe(200);
  expect((await post(path, stream(`${megabyte} `))).status).toBe(413);
});

test('a refusal by Wix is 200 with the failure, as Wix’s own runtime does', async () => {
  const answer = await app.call(FILE, 'refuse', {}, token);
  expect([answer.status, answer.body]).toEqual([
    200,
    { result: { code: 'SITE_QUOTA_EXCEEDED', requestId: 'wix-request-7' }, exception: true },
  ]);
});

test('a wrong argument is 400 with the field', async () => {
  const answer = await app.call(FILE, 'mistake', {}, token);
  expect([answer.status, answer.body]).toMatchObject([
    400,
    { result: { code: 'INVALID_ARGUMENT', field: 'files.0.mimeType' }, exception: true },
  ]);
});

test('a bug is 500 without any detail, and the log has it without secrets', async () => {
  const answer = await app.call(FILE, 'bug', {}, token);
  const requestId = answer.headers.get('x-request-id');
  expect([answer.status, answer.body]).toEqual([500, { result: { code: 'INTERNAL', requestId }, exception: true }]);
  expect(app.log()).toContain('no such column in table uploads');
  expect(app.log()).toContain(String(requestId));
  for (const secret of [APP_SECRET, token, uploadUrl, 'eyJhbGciOiJIUzI1NiJ9']) expect(app.log()).not.toContain(secret);
});

test('when Wix cannot be asked about the token, the answer is 503 and not the caller’s fault', async () => {
  app.wix.on('POST /oauth2/token-info', () => ({ cut: true }));
  const answer = await app.call(FILE, 'echo', {}, token);
  expect([answer.status, answer.body.result]).toMatchObject([503, { code: 'WIX_UNAVAILABLE' }]);
});

test('a request id of a proxy is kept, one that could be anything is replaced', async () => {
  const kept = await post(`/_webMethods/${FILE}/echo.ajax`, '[]', {
    authorization: token,
    'x-request-id': 'proxy-12345',
  });
  expect(kept.headers.get('x-request-id')).toBe('proxy-12345');
  const replaced = await post(`/_webMethods/${FILE}/echo.ajax`, '[]', {
    authorization: token,
    'x-request-id': '"}<script>',
  });
  expect(replaced.headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
});

test('the log line of a call says who, what and how it ended', async () => {
  await app.call(FILE, 'refuse', {}, token);
  const line = app
    .log()
    .split('\n')
    .find((text) => text.includes('"msg":"request"'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    method: 'POST',
    status: 200,
    instanceId: 'instance-1',
    webMethod: 'sample.web.ts/refuse',
    outcome: 'SITE_QUOTA_EXCEEDED',
  });
});

test('the query of an address is not logged: the page’s holds the signed app instance', async () => {
  await fetch(`${app.url}/page?instance=signature.of-the-instance&locale=en`);
  expect(app.log()).toContain('"path":"/page"');
  expect(app.log()).not.toContain('signature.of-the-instance');
});

test('the metrics count calls by method and outcome, token checks and requests to Wix', async () => {
  await app.call(FILE, 'echo', {}, token);
  await app.call(FILE, 'refuse', {}, token);
  const metrics = await (await fetch(`${app.url}/metrics`)).text();
  expect(metrics).toContain('uplift_web_method_duration_seconds_count{method="sample.web.ts/echo",outcome="ok"} 1');
  expect(metrics).toContain(
    'uplift_web_method_duration_seconds_count{method="sample.web.ts/refuse",outcome="SITE_QUOTA_EXCEEDED"} 1',
  );
  expect(metrics).toContain('uplift_token_checks_total{outcome="accepted"} 1');
  expect(metrics).toContain('uplift_token_checks_total{outcome="cached"} 1');
  expect(metrics).toContain('uplift_wix_request_duration_seconds_count{operation="TokenInfo",status="200"} 1');
  expect(metrics).toContain('uplift_wix_request_duration_seconds_count{operation="ListFolders",status="200"} 1');
});
