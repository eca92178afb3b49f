import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Fixture, PNG, put, startFixture, until } from './stand-in-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
afterEach(() => fixture.faults({}));

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

async function urlFor(options: Record<string, unknown> = {}): Promise<string> {
  const answer = await fixture.asApp().files.generateFileUploadUrl('image/png', { fileName: 'dot.png', ...options });
  return String(answer.uploadUrl);
}

/** Status and error code of an upload. */
async function outcome(response: Response): Promise<{ status: number; code: unknown }> {
  const body = (await response.json()) as { details?: { applicationError?: { code?: string } } };
  return { status: response.status, code: body.details?.applicationError?.code };
}

const named = async (displayName: string) =>
  (await fixture.library()).files.filter((file) => file.displayName === displayName);

test('a file put to an upload URL is in the library with the same bytes and answers as a raw descriptor', async () => {
  const url = await urlFor({ sizeInBytes: String(PNG.length), filePath: '/Products/Summer' });
  const response = await put(url, PNG, { fileName: 'dot.png', headers: { 'Content-Type': 'image/png' } });
  expect(response.status).toBe(200);
  const { file } = (await response.json()) as { file: Record<string, unknown> };
  expect(file).toMatchObject({
    displayName: 'dot.png',
    sizeInBytes: '70',
    hash: md5(PNG),
    mediaType: 'IMAGE',
    operationStatus: 'READY',
    media: { image: { image: { width: 1, height: 1 } } },
  });
  expect(file).not.toHaveProperty('siteId');
  const stored = (await fixture.library()).files.find(({ id }) => id === file.id);
  expect(stored).toMatchObject({ md5: md5(PNG), path: ['Products', 'Summer'], destination: 'site' });
  const served = await fetch(String(file.url));
  expect(served.headers.get('content-type')).toBe('image/png');
  expect(new Uint8Array(await served.arrayBuffer())).toEqual(PNG);
});

test.each([0, 1, 256 * 1024])(
  'a picture with %s bytes behind it is stored as it came, with its dimensions',
  async (more) => {
    const bytes = Buffer.concat([PNG, randomBytes(more)]);
    const response = await put(await urlFor(), bytes);
    const { file } = (await response.json()) as { file: Record<string, unknown> };
    expect(file).toMatchObject({
      hash: md5(bytes),
      sizeInBytes: String(bytes.length),
      media: { image: { image: { width: 1, height: 1 } } },
    });
    expect(md5(new Uint8Array(await (await fetch(String(file.url))).arrayBuffer()))).toBe(md5(bytes));
    expect(await readdir(join(fixture.dataDir, 'incoming'))).toEqual([]);
  },
);

test('uploads that arrive together share the folders of their path', async () => {
  const urls = await Promise.all(Array.from({ length: 12 }, (_, n) => urlFor({ filePath: `/Shared/Deep/${n % 2}` })));
  await Promise.all(urls.map((url) => put(url, PNG)));
  const paths = (await fixture.library()).folders
    .map(({ path }) => path.join('/'))
    .filter((path) => path.startsWith('Shared'));
  expect(paths.sort()).toEqual(['Shared', 'Shared/Deep', 'Shared/Deep/0', 'Shared/Deep/1']);
});

test('the name is that of the query, else of the ticket, and is cut to 255 characters', async () => {
  const nameOf = async (response: Response) =>
    ((await response.json()) as { file: { displayName: string } }).file.displayName;
  expect(await nameOf(await put(await urlFor(), PNG, { fileName: 'שלום & ünïcode 100%.png' }))).toBe(
    'שלום & ünïcode 100%.png',
  );
  expect(await nameOf(await put(await urlFor(), PNG))).toBe('dot.png');
  const long = `${'n'.repeat(300)}.png`;
  expect(await nameOf(await put(await urlFor({ fileName: long }), PNG))).toBe('n'.repeat(255));
});

test('a used upload URL is refused, and two uploads at once make one file', async () => {
  const url = await urlFor({ fileName: 'once.png' });
  const answers = await Promise.all([put(url, PNG), put(url, PNG)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  expect(await outcome(await put(url, PNG))).toEqual({ status: 403, code: 'TOKEN_ALREADY_USED' });
  expect(await named('once.png')).toHaveLength(1);
});

test('garbled, foreign and expired tokens are refused', async () => {
  const url = await urlFor();
  expect((await put(`${url}x`, PNG)).status).toBe(401);
  expect((await put(`${fixture.standIn.origin}/upload/garbage`, PNG)).status).toBe(401);
  const resumable = await fixture.asApp().files.generateFileResumableUploadUrl('image/png', { fileName: 'dot.png' });
  expect((await put(`${fixture.standIn.origin}/upload/${resumable.uploadToken}`, PNG)).status).toBe(401);
  await fixture.faults({ ticketLifetimeSeconds: 1 });
  const short = await urlFor();
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(await outcome(await put(short, PNG))).toEqual({ status: 401, code: 'TOKEN_EXPIRED' });
});

test('an Authorization header is refused, as the URL carries its own token', async () => {
  const url = await urlFor();
  expect((await put(url, PNG, { headers: { Authorization: await fixture.token() } })).status).toBe(400);
  expect((await put(url, PNG)).status).toBe(200);
});

test('another size than announced, nothing at all, and another type are refused; the ticket stays good', async () => {
  const url = await urlFor({ sizeInBytes: '71' });
  expect(await outcome(await put(url, PNG))).toEqual({ status: 400, code: 'SIZE_MISMATCH' });
  expect(await outcome(await put(await urlFor(), new Uint8Array()))).toEqual({ status: 400, code: 'ZERO_FILE_SIZE' });
  const plain = await urlFor();
  expect(await outcome(await put(plain, PNG, { fileName: 'a.pdf' }))).toEqual({
    status: 400,
    code: 'MISMATCH_MIME_TYPE',
  });
  expect(await outcome(await put(plain, PNG, { fileName: 'a.exe' }))).toEqual({
    status: 400,
    code: 'UNSUPPORTED_FILE_FORMAT',
  });
  expect((await put(plain, PNG)).status).toBe(200);
});

test('an upload to a folder that was deleted meanwhile is refused', async () => {
  const folderId = (await fixture.asApp().folders.createFolder('Gone')).folder?._id ?? '';
  const url = await urlFor({ parentFolderId: folderId });
  await fixture.asApp().folders.bulkDeleteFolders([folderId]);
  expect(await outcome(await put(url, PNG))).toEqual({ status: 404, code: 'FOLDER_NOT_FOUND' });
});

test('an upload that would fill the site is refused by the upload host too', async () => {
  const url = await urlFor();
  await fixture.faults({ quotaInBytes: 10 });
  expect(await outcome(await put(url, PNG))).toEqual({ status: 400, code: 'SITE_QUOTA_EXCEEDED' });
});

test('a line that breaks in the middle stores nothing and leaves the ticket good', async () => {
  const url = await urlFor({ fileName: 'broken.png' });
  await new Promise<void>((resolve) => {
    const upload = request(url, { method: 'PUT', headers: { 'Content-Length': 1_000_000 } });
    upload.on('error', () => resolve());
    upload.write(randomBytes(600_000), () => setTimeout(() => upload.destroy(), 50));
  });
  await until(async () => (await readdir(join(fixture.dataDir, 'incoming'))).length === 0);
  expect(await named('broken.png')).toEqual([]);
  expect((await put(url, PNG)).status).toBe(200);
});

test('any page may upload: the preflight is answered for long, the answer may be read', async () => {
  const url = await urlFor();
  const preflight = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      Origin: 'http://page',
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'content-type',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
  expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('content-type');
  expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).not.toContain('authorization');
  expect(Number(preflight.headers.get('access-control-max-age'))).toBeGreaterThan(600);
  const answer = await put(url, PNG, { headers: { Origin: 'http://page' } });
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect((await put(url, PNG)).headers.get('access-control-allow-origin')).toBe('*');
});

test('a large file goes through without being held in memory', async () => {
  const piece = randomBytes(1024 * 1024);
  const pieces = 160;
  const { uploadUrl } = await fixture.asApp().files.generateFileUploadUrl('video/mp4', { fileName: 'large.mp4' });
  const before = process.memoryUsage.rss();
  let peak = before;
  const hash = createHash('md5');
  let left = pieces;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        peak = Math.max(peak, process.memoryUsage.rss());
        left -= 1;
        hash.update(piece);
        controller.enqueue(piece);
        if (left === 0) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const init: RequestInit & { duplex: 'half' } = { method: 'PUT', body, duplex: 'half' };
  const response = await fetch(String(uploadUrl), init);
  expect(response.status).toBe(200);
  expect((await named('large.mp4'))[0]).toMatchObject({ md5: hash.digest('hex'), sizeInBytes: pieces * piece.length });
  expect(peak - before).toBeLessThan((pieces / 2) * piece.length);
});

test('a private file answers 403 to its address and comes through a download link', async () => {
  const response = await put(await urlFor({ fileName: 'secret.png', private: true }), PNG);
  const { file } = (await response.json()) as { file: { id: string; url: string; private: boolean } };
  expect(file.private).toBe(true);
  expect((await fetch(file.url)).status).toBe(403);
  const link = await fixture.asApp().files.generateFileDownloadUrl(file.id);
  const url = String(link.downloadUrls?.[0]?.url);
  const download = await fetch(url);
  expect(download.headers.get('content-disposition')).toContain('secret.png');
  expect(new Uint8Array(await download.arrayBuffer())).toEqual(PNG);
  expect((await fetch(`${url}x`)).status).toBe(403);
  expect((await fetch(url.split('?')[0] ?? '')).status).toBe(403);
});

test('what is stored is shown to a browser but can never run there, and parts of it can be asked for', async () => {
  const { uploadUrl } = await fixture.asApp().files.generateFileUploadUrl('image/svg+xml', { fileName: 'a.svg' });
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  const { file } = (await (await put(uploadUrl, svg)).json()) as { file: { url: string } };
  const shown = await fetch(file.url);
  expect(shown.headers.get('content-security-policy')).toContain('sandbox');
  const part = await fetch(file.url, { headers: { Range: 'bytes=1-3' } });
  expect([part.status, await part.text()]).toEqual([206, 'svg']);
  expect((await fetch(file.url, { headers: { Range: 'bytes=900-901' } })).status).toBe(416);
});

test('transformed images are answered with the original, of unknown files with nothing', async () => {
  const { file } = (await (await put(await urlFor(), PNG)).json()) as { file: { url: string } };
  const scaled = await fetch(`${file.url}/v1/fill/w_200,h_200,al_c,q_80/dot.png`);
  expect(new Uint8Array(await scaled.arrayBuffer())).toEqual(PNG);
  expect((await fetch(`${fixture.standIn.origin}/media/unknown.png/v1/fit/w_1,h_1/a.png`)).status).toBe(404);
});
