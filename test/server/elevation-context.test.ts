import { randomUUID } from 'node:crypto';
import { auth } from '@wix/essentials';
import { files } from '@wix/media';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UploadTicket } from '#contracts';
import { createMetrics, createWixClients, installElevationContext } from '#server';
import { appTokenOf, userTokenOf } from '../support/fake-wix.ts';
import { type RunningApp, startApp } from '../support/running-app.ts';

const UPLOAD_WEB = 'src/backend/media-upload.web.ts';
const file = { fileName: 'a.jpg', mimeType: 'image/jpeg', sizeInBytes: 12, parentFolderId: 'media-root' };
/** A new upload each time: for one and the same, Wix would be asked whether it arrived. */
const newFile = () => ({ ...file, uploadId: randomUUID() });

let app: RunningApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.close());

interface Outcomes {
  readonly outcomes: readonly { readonly ticket?: UploadTicket }[];
}

test('400 interleaved calls of 40 sites are each sent with the token of their own site', async () => {
  app.wix.on('POST /site-media/v1/files/generate-upload-url', async ({ authorization }) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 15));
    return {
      json: { uploadUrl: `https://upload.wixmp.com/upload/${authorization}` },
      headers: { 'x-wix-consistent': `${authorization}` },
    };
  });
  const instanceIds = Array.from({ length: 40 }, (_, index) => `instance-${index}`);
  const tokens = new Map(instanceIds.map((instanceId) => [instanceId, app.issueToken(instanceId)]));
  const calls = Array.from({ length: 10 }, () => instanceIds).flat();

  const answers = await Promise.all(
    calls.map(async (instanceId) => {
      const { body } = await app.call(
        UPLOAD_WEB,
        'createUploadTickets',
        { files: [newFile()] },
        tokens.get(instanceId),
      );
      return { instanceId, ticket: (body.result as unknown as Outcomes).outcomes[0]?.ticket };
    }),
  );

  expect(answers).toHaveLength(400);
  expect(
    answers.filter(
      ({ instanceId, ticket }) => ticket?.uploadUrl !== `https://upload.wixmp.com/upload/${appTokenOf(instanceId)}`,
    ),
  ).toEqual([]);
  const sent = app.wix.requestsTo('/site-media/v1/files/generate-upload-url');
  expect(sent).toHaveLength(400);
  for (const instanceId of instanceIds) {
    expect(sent.filter((request) => request.authorization === appTokenOf(instanceId))).toHaveLength(10);
  }
  const withForeignHeader = sent.filter(({ consistent, authorization }) => consistent && consistent !== authorization);
  expect(withForeignHeader).toEqual([]);
});

test('a site’s app token is asked for once, however many calls start at the same time', async () => {
  app.wix.on('POST /site-media/v1/files/generate-upload-url', () => ({
    json: { uploadUrl: 'https://upload.wixmp.com/upload/x' },
  }));
  const token = app.issueToken('instance-1');
  const files50 = Array.from({ length: 50 }, newFile);
  await Promise.all([1, 2, 3].map(() => app.call(UPLOAD_WEB, 'createUploadTickets', { files: files50 }, token)));
  const tokenRequests = app.wix
    .requestsTo('/oauth2/token')
    .filter(({ body }) => body.grant_type === 'client_credentials');
  expect(tokenRequests).toHaveLength(1);
  expect(tokenRequests[0]?.body).toMatchObject({ instance_id: 'instance-1' });
});

test('a plain SDK call inside a request goes out in the caller’s own name', async () => {
  const token = app.issueToken('instance-1');
  app.wix.on('POST /site-media/v1/files/generate-upload-url', () => ({
    json: { uploadUrl: 'https://upload.wixmp.com/upload/x' },
  }));
  await app.call(UPLOAD_WEB, 'createUploadTickets', { files: [newFile()] }, token);
  const [permissionCall] = app.wix.requestsTo('/site-media/v1/folders');
  expect(permissionCall?.authorization).toBe(userTokenOf(token));
});

test('an elevated call outside of a request throws instead of resolving to something', () => {
  const elevated = auth.elevate(files.generateFileUploadUrl);
  expect(() => elevated('image/jpeg')).toThrow('outside of a request');
  expect(app.wix.requests).toEqual([]);
});

test('a plain SDK call outside of a request throws as well', () => {
  expect(() => files.generateFileUploadUrl('image/jpeg')).toThrow('outside of a request');
});

test('a second context in the same process is refused', () => {
  const clients = createWixClients({ appId: 'a', appSecret: 'b', publicKey: '' }, createMetrics());
  expect(() => installElevationContext(clients)).toThrow('already has a Wix context');
});

test('the SDK cannot put one site’s client in front of all others', async () => {
  const clients = createWixClients({ appId: 'a', appSecret: 'b', publicKey: '' }, createMetrics());
  expect(() => clients.asApp('instance-1').enableContext('global', { elevated: true })).toThrow(TypeError);
});

test('a token that Wix ended early is replaced once and the call repeated', async () => {
  let current = 'second-token';
  let issued = 0;
  app.wix.on('POST /oauth2/token', ({ body }) => {
    if (body.grant_type !== 'client_credentials') return { json: { access_token: 'user', expires_in: 60 } };
    issued += 1;
    return { json: { access_token: issued === 1 ? 'first-token' : current, expires_in: 14_400 } };
  });
  app.wix.on('POST /site-media/v1/files/generate-upload-url', ({ authorization }) =>
    authorization === current
      ? { json: { uploadUrl: 'https://upload.wixmp.com/upload/x' } }
      : { status: 401, json: { message: 'Unauthorized' } },
  );
  const token = app.issueToken('instance-1');
  const files20 = Array.from({ length: 20 }, newFile);
  const renewed = await app.call(UPLOAD_WEB, 'createUploadTickets', { files: files20 }, token);
  expect((renewed.body.result as unknown as Outcomes).outcomes.every((outcome) => outcome.ticket)).toBe(true);
  expect(issued).toBe(2);

  current = 'never-issued-token';
  app.wix.on('POST /oauth2/token', () => ({ json: { access_token: 'still-refused', expires_in: 14_400 } }));
  const refused = await app.call(UPLOAD_WEB, 'createUploadTickets', { files: [newFile()] }, token);
  expect((refused.body.result as unknown as Outcomes).outcomes[0]).toMatchObject({
    failure: { code: 'WIX_REFUSED', wixCode: '401' },
  });
});
