import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { appTokenOf, type FakeAnswer, userTokenOf } from '../support/fake-wix.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';

const FOLDERS = 'src/backend/folders.web.ts';
const request = { parentFolderId: 'media-root' };

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

const call = (token: string) => app.call(FOLDERS, 'listFolders', request, token);
const listings = (authorization: string) =>
  app.wix.requestsTo('/site-media/v1/folders').filter((recorded) => recorded.authorization === authorization);

/** What Wix answers to the users; the app itself may do everything. */
function answerUsers(answer: (userToken: string) => FakeAnswer): void {
  app.wix.on('GET /site-media/v1/folders', ({ authorization }) =>
    authorization?.startsWith('user-token') ? answer(authorization) : { json: { folders: [] } },
  );
}

test('a user who may not use the Media Manager gets nothing done with the app’s authority', async () => {
  answerUsers(() => ({ status: 403, html: '<h1>Forbidden</h1>' }));
  const answer = await call(app.issueToken('instance-1'));
  expect([answer.status, answer.body]).toMatchObject([
    403,
    { result: { code: 'MEDIA_PERMISSION_REQUIRED' }, exception: true },
  ]);
  expect(listings(appTokenOf('instance-1'))).toEqual([]);
});

test('a refusal in JSON counts like one in HTML', async () => {
  answerUsers(() => ({ status: 403, json: { message: 'Permission denied', details: {} } }));
  expect((await call(app.issueToken('instance-1'))).body.result).toMatchObject({ code: 'MEDIA_PERMISSION_REQUIRED' });
});

test('a user who may is asked about once for many calls, by the cheapest listing in the user’s name', async () => {
  const token = app.issueToken('instance-1');
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => call(token)));
  await call(token);
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
  expect(listings(userTokenOf(token)).map((recorded) => recorded.path)).toEqual([
    '/site-media/v1/folders?paging.limit=1',
  ]);
  expect(listings(appTokenOf('instance-1'))).toHaveLength(6);
});

test('two users of one site are two questions, and one’s rights are not the other’s', async () => {
  const [may, mayNot] = [app.issueToken('instance-1'), app.issueToken('instance-1', { subjectId: 'user-2' })];
  answerUsers((userToken) =>
    userToken === userTokenOf(may) ? { json: { folders: [] } } : { status: 403, html: 'no' },
  );
  expect([(await call(may)).status, (await call(mayNot)).status, (await call(may)).status]).toEqual([200, 403, 200]);
});

test('a refusal is remembered as long as the token check, not asked at every call', async () => {
  const token = app.issueToken('instance-1');
  answerUsers(() => ({ status: 403, html: 'no' }));
  expect([(await call(token)).status, (await call(token)).status]).toEqual([403, 403]);
  expect(listings(userTokenOf(token))).toHaveLength(1);
});

test.each<[string, FakeAnswer, string]>([
  ['is asked too often', { status: 429, json: {} }, 'RATE_LIMITED'],
  ['is broken', { status: 500, html: 'oops' }, 'WIX_UNAVAILABLE'],
  ['cuts the line', { cut: true }, 'WIX_UNAVAILABLE'],
  ['does not know the token any more', { status: 401, json: { message: 'Unauthorized' } }, 'WIX_REFUSED'],
])('when Wix %s, the user’s rights stay unknown and are asked about again', async (_case, failure, code) => {
  const token = app.issueToken('instance-1');
  answerUsers(() => failure);
  expect((await call(token)).body).toMatchObject({ result: { code }, exception: true });
  expect(listings(appTokenOf('instance-1'))).toEqual([]);
  answerUsers(() => ({ json: { folders: [] } }));
  expect((await call(token)).status).toBe(200);
});

describe('when the site has no calls left to ask with', () => {
  const noCallsLeft = () => answerUsers(() => ({ status: 429, json: {} }));
  afterEach(() => {
    vi.useRealTimers();
  });

  test('a user who was let in a moment ago goes on, also with the next token', async () => {
    expect((await call(app.issueToken('instance-1'))).status).toBe(200);
    noCallsLeft();
    const next = app.issueToken('instance-1');
    expect([(await call(next)).status, (await call(next)).status]).toEqual([200, 200]);
    expect(listings(userTokenOf(next)).length).toBeGreaterThanOrEqual(2);
  });

  test('nobody else does: not another user, not the same one on another site', async () => {
    expect((await call(app.issueToken('instance-1'))).status).toBe(200);
    noCallsLeft();
    for (const token of [app.issueToken('instance-1', { subjectId: 'user-2' }), app.issueToken('instance-2')]) {
      expect((await call(token)).body.result).toMatchObject({ code: 'RATE_LIMITED' });
    }
  });

  test('an old yes counts as little as one before a no', async () => {
    expect((await call(app.issueToken('instance-1'))).status).toBe(200);
    answerUsers(() => ({ status: 403, html: 'no' }));
    expect((await call(app.issueToken('instance-1'))).status).toBe(403);
    noCallsLeft();
    expect((await call(app.issueToken('instance-1'))).body.result).toMatchObject({ code: 'RATE_LIMITED' });

    answerUsers(() => ({ json: { folders: [] } }));
    expect((await call(app.issueToken('instance-1'))).status).toBe(200);
    noCallsLeft();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 * 60_000 });
    expect((await call(app.issueToken('instance-1'))).body.result).toMatchObject({ code: 'RATE_LIMITED' });
  });
});

test('a 403 of the sign-in says nothing about media rights', async () => {
  app.wix.on('POST /oauth2/token', ({ body }) =>
    body.grant_type === 'strip_bound_session'
      ? { status: 403, json: {} }
      : { json: { access_token: 'app', expires_in: 60 } },
  );
  expect((await call(app.issueToken('instance-1'))).body.result).toMatchObject({ code: 'WIX_REFUSED' });
});
