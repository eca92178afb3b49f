import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TicketsResponse, webMethodPath } from '#contracts';
import { type BuiltServer, buildServer, type ServerProcess } from '../support/built-server.ts';
import { appTokenOf, type FakeWix, startFakeWix, userTokenOf } from '../support/fake-wix.ts';
import { APP_ID, APP_SECRET, activeUserToken } from '../support/running-app.ts';
import { createSelfSignedCertificate } from '../support/self-signed-certificate.ts';

const NAMES_TO_LOOPBACK = resolve(import.meta.dirname, '../support/wix-names-to-loopback.cjs');
const publicKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
const keys = { WIX_APP_ID: APP_ID, WIX_APP_SECRET: APP_SECRET, WIX_PUBLIC_KEY: publicKey.toString() };

let built: BuiltServer;
beforeAll(async () => {
  built = await buildServer(APP_ID);
});
afterAll(() => built.remove());

describe('with the keys of a real app', () => {
  const certificate = createSelfSignedCertificate(['www.wixapis.com', 'upload.wixmp.com']);
  const standInChunks: string[] = [];
  let wix: FakeWix;
  let server: ServerProcess;
  let url: string;

  beforeAll(async () => {
    wix = await startFakeWix(certificate);
    const certificateFile = join(built.directory, 'certificate.pem');
    writeFileSync(certificateFile, certificate.cert);
    standInChunks.push(...built.files.filter((name) => name.includes('stand-in')));
    for (const name of standInChunks) rmSync(join(built.directory, 'dist/server', name));
    const environment = {
      ...keys,
      LOG_LEVEL: 'trace',
      NODE_EXTRA_CA_CERTS: certificateFile,
      WIX_NAMES_PORT: new URL(wix.origin).port,
    };
    server = built.start(environment, ['--require', NAMES_TO_LOOPBACK]);
    url = (await server.firstLine()).replace(/^.* open /, '');
  });
  afterAll(async () => {
    server.child.kill();
    await server.exited();
    await wix.close();
  });

  const call = async (file: string, method: string, request: unknown, authorization: string) => {
    const body = JSON.stringify([request]);
    const answer = await fetch(new URL(webMethodPath(file, method), url), {
      method: 'POST',
      body,
      headers: { authorization },
    });
    return { status: answer.status, body: await answer.json() };
  };

  /** As the browser does: to the address of the ticket, with no token. */
  async function put(uploadUrl: string, bytes: Buffer): Promise<number | undefined> {
    const { hostname, pathname } = new URL(uploadUrl);
    const { port } = new URL(wix.origin);
    const request = httpsRequest({
      method: 'PUT',
      host: '127.0.0.1',
      port,
      path: pathname,
      servername: hostname,
      ca: certificate.cert,
      headers: { host: hostname, 'content-type': 'image/jpeg' },
    });
    request.end(bytes);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  }

  test('the stand-in is not there, not even its code, and the page is Wix’s dashboard’s alone', async () => {
    expect(standInChunks.length).toBeGreaterThan(0);
    const page = await fetch(url);
    expect(await page.text()).toBe('<html><head></head><body>the page</body></html>');
    expect(page.headers.get('content-security-policy')).toMatch(
      /frame-ancestors https:\/\/manage\.wix\.com https:\/\/\*\.manage\.wix\.com$/,
    );
    expect((await fetch(new URL('_stand-in/sites', url))).status).toBe(404);
  });

  test('one line on standard output names the address to open', () => {
    expect(server.stdout()).toMatch(/^Uplift is running: open http:\/\/127\.0\.0\.1:\d+\/\n$/);
  });

  test('a user gets a ticket from Wix and uploads a file with it; no secret is logged', async () => {
    const token = 'OauthNG.JWS.eyJhbGciOiJIUzI1NiJ9.eyJkYXRhIjoie30ifQ.signature';
    wix.tokens.set(token, activeUserToken('instance-1'));
    const stored: Buffer[] = [];
    const uploadUrl = `https://upload.wixmp.com/upload/${randomUUID()}`;
    wix.on('POST /site-media/v1/files/generate-upload-url', () => ({ json: { uploadUrl } }));
    wix.on(`PUT ${new URL(uploadUrl).pathname}`, ({ bytes }) => {
      stored.push(bytes);
      return { json: { file: { id: 'file-1' } } };
    });
    const bytes = randomBytes(300_000);
    const file = {
      uploadId: randomUUID(),
      fileName: 'a.jpg',
      mimeType: 'image/jpeg',
      sizeInBytes: bytes.length,
      parentFolderId: 'media-root',
    };

    const answer = await call('src/backend/media-upload.web.ts', 'createUploadTickets', { files: [file] }, token);
    expect(answer).toEqual({
      status: 200,
      body: { result: { outcomes: [{ uploadId: file.uploadId, ticket: { protocol: 'put', uploadUrl } }] } },
    });
    const [outcome] = (answer.body as { result: TicketsResponse }).result.outcomes;
    if (!outcome || !('ticket' in outcome)) throw new Error('no ticket');
    expect(await put(outcome.ticket.uploadUrl, bytes)).toBe(200);
    expect(stored.map((copy) => copy.equals(bytes))).toEqual([true]);

    expect(
      wix.requests.map(({ host, method, path, authorization }) => `${host} ${method} ${path} ${authorization}`),
    ).toEqual([
      'www.wixapis.com POST /oauth2/token-info undefined',
      'www.wixapis.com POST /oauth2/token undefined',
      `www.wixapis.com GET /site-media/v1/folders?paging.limit=1 ${userTokenOf(token)}`,
      'www.wixapis.com POST /oauth2/token undefined',
      `www.wixapis.com POST /site-media/v1/files/generate-upload-url ${appTokenOf('instance-1')}`,
      `upload.wixmp.com PUT ${new URL(uploadUrl).pathname} undefined`,
    ]);
    expect(server.stderr()).toContain('media-upload.web.ts/createUploadTickets');
    for (const secret of [token, APP_SECRET, uploadUrl, appTokenOf('instance-1')]) {
      expect(server.stderr()).not.toContain(secret);
    }
  });

  test('a token that Wix does not know gets nothing', async () => {
    const answer = await call('src/backend/folders.web.ts', 'listFolders', {}, 'OauthNG.JWS.unknown.token');
    expect(answer).toMatchObject({ status: 401, body: { result: { code: 'TOKEN_INVALID' }, exception: true } });
  });

  test('without the keys, this build cannot start: what was taken away is what it would stand in with', async () => {
    const other = built.start({});
    expect(await other.exited()).toBe(1);
    expect(other.stderr()).toContain(standInChunks[0]);
  });

  test('it stops when told to', async () => {
    server.child.kill('SIGTERM');
    expect(await server.exited()).toBe(0);
  });
});

describe('a start that cannot be', () => {
  test('with some of the keys it says which are missing', async () => {
    const server = built.start({ WIX_APP_SECRET: APP_SECRET });
    expect(await server.exited()).toBe(1);
    expect(server.stderr()).toContain('WIX_PUBLIC_KEY is missing');
    expect(server.stderr()).not.toContain(APP_SECRET);
    expect(server.stdout()).toBe('');
  });

  test('variables may stand in a file .env, and those of the process win over it', async () => {
    const file = join(built.directory, '.env');
    writeFileSync(file, `WIX_APP_SECRET=${APP_SECRET}\nLOG_LEVEL=loud\n`);
    const server = built.start({ LOG_LEVEL: 'silent' });
    expect(await server.exited()).toBe(1);
    expect(server.stderr()).toContain('WIX_PUBLIC_KEY is missing');
    expect(server.stderr()).not.toContain('LOG_LEVEL');
    rmSync(file);
  });

  test('on a taken port it names the variable that cures it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const server = built.start({ ...keys, PORT: String(port) });
    expect(await server.exited()).toBe(1);
    expect(server.stderr()).toContain(`Port ${port} is taken. Stop the other process or set PORT to another port.`);
    other.close();
  });
});
