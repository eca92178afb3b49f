import { afterEach, beforeEach, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../support/running-app.ts';

const SESSION = 'src/backend/session.web.ts';

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

test('a page learns for which installation and which person it works, from its token', async () => {
  const { body } = await app.call(SESSION, 'getSession', undefined, app.issueToken('instance-1'));
  expect(body).toEqual({
    result: { instanceId: 'instance-1', userId: expect.stringMatching(/./), callsPerMinute: 200 },
  });
});

test('nothing that the page says of itself changes that', async () => {
  const claim = { instanceId: 'instance-2', userId: 'somebody-else' };
  const { body } = await app.call(SESSION, 'getSession', claim, app.issueToken('instance-1'));
  expect(body).toMatchObject({ result: { instanceId: 'instance-1' } });
  expect(body).not.toMatchObject({ result: { userId: 'somebody-else' } });
});

test('without a token nothing is said', async () => {
  const { status, body } = await app.call(SESSION, 'getSession', undefined, '');
  expect(status).toBe(401);
  expect(body).toMatchObject({ exception: true });
});
