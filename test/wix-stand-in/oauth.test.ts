import { files } from '@wix/media';
import { AppStrategy, createClient } from '@wix/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APP_ID, type Fixture, refusalOf, startFixture } from './stand-in-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

const post = (path: string, body: unknown) =>
  fetch(`https://www.wixapis.com${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

const credentials = (change: Record<string, unknown> = {}) => ({
  grant_type: 'client_credentials',
  client_id: APP_ID,
  client_secret: fixture.standIn.credentials.appSecret,
  instance_id: fixture.sites[0].instanceId,
  ...change,
});

test('client credentials give an app token for four hours that token-info knows', async () => {
  const answer = (await (await post('/oauth2/token', credentials())).json()) as Record<string, unknown>;
  expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 14_400 });
  expect(answer.access_token).toMatch(/^OauthNG\.JWS\.[\w-]+\.[\w-]+\.[\w-]+$/);
  const info = await (await post('/oauth2/token-info', { token: answer.access_token })).json();
  expect(info).toMatchObject({
    active: true,
    subjectType: 'APP',
    clientId: APP_ID,
    siteId: fixture.sites[0].id,
    instanceId: fixture.sites[0].instanceId,
  });
});

test.each([
  ['a wrong secret', { client_secret: 'wrong' }, 401],
  ['another app', { client_id: 'b3b1a9d8-0000-4000-8000-000000000000' }, 400],
  ['an instance that does not exist', { instance_id: 'b3b1a9d8-0000-4000-8000-000000000000' }, 400],
  ['a grant that does not exist', { grant_type: 'password' }, 400],
])('no token is given for %s', async (_what, change, status) => {
  expect((await post('/oauth2/token', credentials(change))).status).toBe(status);
});

test("the SDK's elevation works with a dashboard token and only of this app", async () => {
  const { appSecret, publicKey } = fixture.standIn.credentials;
  const elevate = (accessToken: string) => AppStrategy({ appId: APP_ID, appSecret, publicKey, accessToken }).elevated();
  const auth = await elevate(await fixture.token());
  const client = createClient({ auth, modules: { files } });
  expect((await client.files.listFiles()).files?.length).toBeGreaterThan(0);
  await expect(elevate(await fixture.token({ appId: 'b3b1a9d8-0000-4000-8000-000000000000' }))).rejects.toThrow(
    /not issued/,
  );
});

test("an AppStrategy with a user's token works after the bound session was stripped", async () => {
  const { appSecret, publicKey } = fixture.standIn.credentials;
  const auth = AppStrategy({ appId: APP_ID, appSecret, publicKey, accessToken: await fixture.token() });
  const client = createClient({ auth, modules: { files } });
  expect((await client.files.listFiles()).files?.length).toBeGreaterThan(0);
  const expired = await fixture.token({ expiresInSeconds: -1 });
  const body = { grant_type: 'strip_bound_session', client_secret: appSecret, access_token: expired };
  expect((await post('/oauth2/token', body)).status).toBe(400);
});

test.each([
  ['expired', { expiresInSeconds: -1 }],
  ['made inactive', { active: false }],
])('a token that is %s is reported as not active and refused by the API', async (_what, variant) => {
  const token = await fixture.token(variant);
  expect(await (await post('/oauth2/token-info', { token })).json()).toMatchObject({
    active: false,
    subjectType: 'USER',
  });
  expect(await refusalOf(fixture.withToken(token).files.listFiles())).toMatchObject({ status: 401 });
});

test('token-info refuses what this Wix has not signed', async () => {
  const token = await fixture.token();
  for (const garbage of ['garbage', '', `${token}x`, token.replace('OauthNG.JWS.', ''), token.slice(0, -5)]) {
    expect((await post('/oauth2/token-info', { token: garbage })).status).toBe(400);
  }
  expect((await post('/oauth2/token-info', 'no object')).status).toBe(400);
});

test('the API takes the app and users with the right, and gives everybody else the page of the edge', async () => {
  const list = async (token: string) => refusalOf(fixture.withToken(token).files.listFiles());
  expect((await fixture.withToken(await fixture.token()).files.listFiles()).files).toBeDefined();
  for (const variant of [
    { userId: fixture.userWithoutRights },
    { subjectType: 'VISITOR' },
    { subjectType: 'MEMBER' },
    { appId: 'b3b1a9d8-0000-4000-8000-000000000000' },
  ]) {
    expect(await list(await fixture.token(variant))).toMatchObject({ status: 403 });
  }
  expect(await list('garbage')).toMatchObject({ status: 401 });
  const refused = await fetch('https://www.wixapis.com/site-media/v1/files', {
    headers: { Authorization: await fixture.token({ userId: fixture.userWithoutRights }) },
  });
  expect(refused.headers.get('content-type')).toContain('text/html');
});

test('when the app is removed from a site its tokens end and no new ones are given', async () => {
  const [, other] = fixture.sites;
  const token = await fixture.token({ siteId: other.id });
  await fixture.control('PUT', `/sites/${other.id}/app`, { installed: false });
  expect(await (await post('/oauth2/token-info', { token })).json()).toMatchObject({ active: false });
  expect((await post('/oauth2/token', credentials({ instance_id: other.instanceId }))).status).toBe(400);
  await fixture.control('PUT', `/sites/${other.id}/app`, { installed: true });
  expect((await post('/oauth2/token', credentials({ instance_id: other.instanceId }))).status).toBe(200);
});
