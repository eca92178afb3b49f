import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createFaultBox } from '../../src/wix-stand-in/control/fault-box.ts';
import { NO_FAULTS } from '../../src/wix-stand-in/control/faults.ts';
import { type Fixture, PNG, put, refusalOf, startFixture, until } from './stand-in-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
afterEach(() => fixture.faults({}));

const urlFor = async (options: Record<string, unknown> = {}) =>
  (await fixture.asApp().files.generateFileUploadUrl('image/png', { fileName: 'dot.png', ...options })).uploadUrl;
const named = async (displayName: string) =>
  (await fixture.library()).files.filter((file) => file.displayName === displayName);
const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');

test('faults are set as a whole by PUT, one by one by PATCH, and wrong ones are refused by name', async () => {
  await fixture.control('PUT', '/faults', { latencyMs: 5 });
  await fixture.control('PATCH', '/faults', { apiErrorRate: 0.5 });
  expect(await fixture.control('GET', '/faults')).toMatchObject({ latencyMs: 5, apiErrorRate: 0.5 });
  for (const wrong of [
    { latency: 5 },
    { latencyMs: -1 },
    { apiErrorRate: 2 },
    { uploadRefusalStatus: 404 },
    { seed: 'x' },
    [],
  ]) {
    await expect(fixture.control('PATCH', '/faults', wrong)).rejects.toThrow(/400/);
  }
  await fixture.control('PUT', '/faults', {});
  expect(await fixture.control('GET', '/faults')).toEqual(NO_FAULTS);
});

test('the dice fall the same for the same seed, differently for another, and as often as asked', () => {
  const rolls = (seed: number) => {
    const box = createFaultBox();
    box.set({ ...NO_FAULTS, seed });
    return Array.from({ length: 1000 }, () => box.happens('cut', 0.3));
  };
  expect(rolls(1)).toEqual(rolls(1));
  expect(rolls(1)).not.toEqual(rolls(2));
  const share = rolls(1).filter(Boolean).length / 1000;
  expect(share).toBeGreaterThan(0.24);
  expect(share).toBeLessThan(0.36);
  expect(Array.from({ length: 100 }, () => createFaultBox().happens('cut', 0))).not.toContain(true);
});

test('the API answers 500 with an empty error, and 429 with the body that the SDK knows', async () => {
  await fixture.faults({ apiErrorRate: 1 });
  const token = await fixture.token();
  const call = () => fetch('https://www.wixapis.com/site-media/v1/files', { headers: { Authorization: token } });
  const broken = await call();
  expect([broken.status, await broken.json()]).toEqual([500, { message: '', details: {} }]);
  await fixture.faults({ tooManyRequestsRate: 1 });
  expect(await refusalOf(fixture.withToken(token).files.listFiles())).toMatchObject({
    status: 429,
    code: 'RESOURCE_EXHAUSTED',
  });
  expect((await call()).headers.has('retry-after')).toBe(false);
  await fixture.faults({ tooManyRequestsRate: 1, retryAfterSeconds: 7 });
  expect((await call()).headers.get('retry-after')).toBe('7');
});

test('the limit of calls a minute holds per site and can be switched off', async () => {
  const [, other] = fixture.sites;
  const mine = await fixture.token();
  const theirs = await fixture.token({ siteId: other.id });
  await fixture.faults({ callsPerMinute: 20 });
  const results = await Promise.all(
    Array.from({ length: 30 }, () =>
      fixture
        .withToken(theirs)
        .folders.listFolders()
        .then(
          () => 200,
          (error: { status?: number }) => error.status,
        ),
    ),
  );
  expect(results.filter((status) => status === 200)).toHaveLength(20);
  expect(results.filter((status) => status === 429)).toHaveLength(10);
  expect(await refusalOf(fixture.withToken(theirs).folders.listFolders())).toMatchObject({ status: 429 });
  expect((await fixture.withToken(mine).folders.listFolders()).folders).toBeDefined();
  await fixture.faults({ callsPerMinute: 0 });
  expect((await fixture.withToken(theirs).folders.listFolders()).folders).toBeDefined();
});

test('an upload whose answer is lost has arrived; a lost answer of the API has done its work', async () => {
  const url = await urlFor({ fileName: 'lost-answer.png' });
  await fixture.faults({ lostUploadAnswerRate: 1 });
  await expect(put(url, PNG)).rejects.toThrow();
  expect(await named('lost-answer.png')).toHaveLength(1);
  const client = fixture.withToken(await fixture.token());
  await fixture.faults({ lostApiAnswerRate: 1 });
  await expect(client.folders.createFolder('Made unheard')).rejects.toThrow();
  expect((await fixture.library()).folders.map(({ displayName }) => displayName)).toContain('Made unheard');
});

test('the upload host refuses and fails when it is told to, and stores nothing then', async () => {
  const url = await urlFor({ fileName: 'refused.png' });
  for (const status of [401, 403, 410]) {
    await fixture.faults({ uploadRefusalRate: 1, uploadRefusalStatus: status });
    expect((await put(url, PNG)).status).toBe(status);
  }
  await fixture.faults({ uploadErrorRate: 1 });
  expect((await put(url, PNG)).status).toBe(500);
  expect(await named('refused.png')).toEqual([]);
  await fixture.faults({});
  expect((await put(url, PNG)).status).toBe(200);
});

test('an upload is cut in the middle of its body, and leaves nothing', async () => {
  const url = await urlFor({ fileName: 'cut.png' });
  await fixture.control('DELETE', '/requests');
  await fixture.faults({ cutUploadRate: 1 });
  const bytes = randomBytes(2_000_000);
  await expect(put(url, bytes)).rejects.toThrow();
  const { requests } = await fixture.control<{
    requests: { method: string; bytesReceived: number; status: number | null }[];
  }>('GET', '/requests');
  const upload = requests.find(({ method }) => method === 'PUT');
  expect(upload?.bytesReceived).toBeGreaterThan(0);
  expect(upload?.status).toBeNull();
  expect(await named('cut.png')).toEqual([]);
});

test('a slow line is as slow as it is set', async () => {
  const url = await urlFor();
  await fixture.faults({ throttleBytesPerSecond: 500_000 });
  const begin = performance.now();
  expect((await put(url, randomBytes(300_000))).status).toBe(200);
  expect(performance.now() - begin).toBeGreaterThan(450);
});

test('answers and tickets come as late as it is set', async () => {
  const client = fixture.withToken(await fixture.token());
  await fixture.faults({ latencyMs: 120, signingDelayMs: 200 });
  const begin = performance.now();
  await client.files.generateFileUploadUrl('image/png');
  expect(performance.now() - begin).toBeGreaterThan(310);
});

test.each([
  ['flip', 0],
  ['truncate', 1],
] as const)(
  'storage that corrupts (%s) shows in hash and size, for both ways to upload',
  async (corruptStoredBytes, missing) => {
    const bytes = randomBytes(100_000);
    await fixture.faults({ corruptStoredBytes });
    const options = { fileName: 'dot.png', sizeInBytes: '100000' };
    const plain = await put(await urlFor(options), bytes);
    const { uploadUrl, uploadToken } = await fixture.asApp().files.generateFileResumableUploadUrl('image/png', options);
    const whole = {
      'Tus-Resumable': '1.0.0',
      'Upload-Length': '100000',
      'Upload-Metadata': `token ${btoa(String(uploadToken))}`,
      'Content-Type': 'application/offset+octet-stream',
    };
    expect((await fetch(String(uploadUrl), { method: 'POST', headers: whole, body: bytes })).status).toBe(201);
    for (const answer of [plain, await fetch(`${uploadUrl}/${uploadToken}`, { method: 'PUT' })]) {
      const { file } = (await answer.json()) as { file: { id: string; hash: string; sizeInBytes: string } };
      expect(file.hash).not.toBe(md5(bytes));
      expect(Number(file.sizeInBytes)).toBe(bytes.length - missing);
      const stored = (await fixture.library()).files.find(({ id }) => id === file.id);
      expect(stored?.md5).toBe(file.hash);
    }
  },
);

test('the hash in descriptors can be another than MD5; the control still knows the MD5', async () => {
  await fixture.faults({ hashAlgorithm: 'sha1' });
  const response = await put(await urlFor(), PNG);
  const { file } = (await response.json()) as { file: { id: string; hash: string } };
  expect(file.hash).toBe(createHash('sha1').update(PNG).digest('hex'));
  expect((await fixture.library()).files.find(({ id }) => id === file.id)?.md5).toBe(md5(PNG));
});

test("the dashboard's tokens live as long as it is set", async () => {
  await fixture.faults({ dashboardTokenLifetimeSeconds: 2 });
  const token = await fixture.token();
  expect((await fixture.withToken(token).folders.listFolders()).folders).toBeDefined();
  const status = () =>
    fixture
      .withToken(token)
      .folders.listFolders()
      .then(
        () => 200,
        (error: { response?: { status?: number }; status?: number }) => error.status ?? error.response?.status,
      );
  await until(async () => (await status()) === 401);
});

test('the record of calls names site, caller and file, and never a token', async () => {
  await fixture.control('DELETE', '/requests');
  const url = await urlFor();
  await put(url, PNG);
  const text = JSON.stringify(await fixture.control('GET', '/requests'));
  expect(text).toContain(fixture.sites[0].id);
  expect(text).toContain('/upload/<token>');
  expect(text).not.toContain(String(url).split('/upload/')[1]);
});

test('a name that is not of this machine gets no answer from it', async () => {
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(
      `${fixture.standIn.origin}/_stand-in/sites`,
      { headers: { Host: 'evil.example' } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    call.on('error', reject).end();
  });
  expect(status).toBe(421);
});
