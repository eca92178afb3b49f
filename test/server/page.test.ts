import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp, createLogger, createMetrics, loadPageFiles, type StandInOrigins } from '#server';
import { noEvents } from '../support/no-events.ts';

const html = '<!doctype html><html><head><title>Uplift</title></head><body></body></html>';
const script = `console.log(${JSON.stringify('many words '.repeat(500))});`;
const standIn: StandInOrigins = { dashboard: 'http://localhost:4000', api: 'http://127.0.0.1:4000' };

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'uplift-page-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), html);
  writeFileSync(join(directory, 'assets/index-B1b2c3d4.js'), script);
  writeFileSync(join(directory, 'assets/tiny-E5f6a7b8.css'), 'a{}');
  writeFileSync(join(directory, 'favicon.ico'), Buffer.from([0, 0, 1, 0]));
  writeFileSync(join(directory, '..', 'uplift-outside.txt'), 'outside');
});
afterAll(() => {
  rmSync(directory, { recursive: true });
  rmSync(join(directory, '..', 'uplift-outside.txt'));
});

function app(origins?: StandInOrigins) {
  return createApp({
    webMethods: {},
    checkToken: () => Promise.reject(new Error('no token is expected')),
    runAs: (_call, work) => work(),
    ...noEvents(),
    metrics: createMetrics(),
    log: createLogger('silent'),
    page: loadPageFiles(directory, origins?.dashboard),
    isReady: () => true,
    ...(origins ? { standIn: origins } : {}),
  });
}

test('the page is asked about anew each time, and not sent again while it is the same', async () => {
  const first = await app().request('/?instance=signed.instance&locale=en');
  expect([first.status, first.headers.get('cache-control'), await first.text()]).toEqual([200, 'no-cache', html]);
  expect(first.headers.get('content-type')).toMatch(/^text\/html/);
  const etag = first.headers.get('etag') ?? '';
  const again = await app().request('/', { headers: { 'if-none-match': `"other", W/${etag}` } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  const changed = await app().request('/', { headers: { 'if-none-match': '"other"' } });
  expect(changed.status).toBe(200);
});

test('a file with a hash in its name may be kept for ever', async () => {
  const answer = await app().request('/assets/index-B1b2c3d4.js');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('content-type')).toMatch(/^text\/javascript/);
  expect(await answer.text()).toBe(script);
});

test('other files are asked about anew', async () => {
  const answer = await app().request('/favicon.ico');
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
});

test('what shrinks is sent compressed to who takes it, and plain to who does not', async () => {
  const ask = (path: string, encodings: string) => app().request(path, { headers: { 'accept-encoding': encodings } });
  const compressed = await ask('/assets/index-B1b2c3d4.js', 'gzip, deflate, br');
  expect(compressed.headers.get('content-encoding')).toBe('br');
  const bytes = Buffer.from(await compressed.arrayBuffer());
  expect(bytes.length).toBeLessThan(script.length / 10);
  expect(brotliDecompressSync(bytes).toString()).toBe(script);
  expect((await ask('/assets/index-B1b2c3d4.js', 'gzip')).headers.get('content-encoding')).toBeNull();
  expect((await ask('/assets/index-B1b2c3d4.js', 'br;q=0')).headers.get('content-encoding')).toBeNull();
  expect((await ask('/assets/tiny-E5f6a7b8.css', 'br')).headers.get('content-encoding')).toBeNull();
});

test('HEAD answers like GET without the body', async () => {
  const answer = await app().request('/', { method: 'HEAD' });
  expect([answer.status, await answer.text()]).toEqual([200, '']);
});

test.each([
  '/nothing',
  '/assets/',
  '/assets/../../uplift-outside.txt',
  '/..%2fuplift-outside.txt',
  '/%2e%2e/uplift-outside.txt',
])('GET %s finds nothing', async (path) => {
  const answer = await app().request(path);
  expect(answer.status).toBe(404);
});

test('with the stand-in the page is told its host’s origin, and only this host may frame it', async () => {
  const answer = await app(standIn).request('/?hostOrigin=https://evil.example');
  expect(await answer.text()).toContain('<meta name="uplift-host-origin" content="http://localhost:4000"></head>');
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/frame-ancestors http:\/\/localhost:4000$/);
  expect(policy).toContain("connect-src 'self' https://upload.wixmp.com http://127.0.0.1:4000;");
  expect(policy).toContain("img-src 'self' data: blob: https: http://127.0.0.1:4000;");
});

test('with real Wix the page knows no other host, and only Wix’s dashboard may frame it', async () => {
  const answer = await app().request('/');
  expect(await answer.text()).not.toContain('uplift-host-origin');
  const policy = answer.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/frame-ancestors https:\/\/manage\.wix\.com https:\/\/\*\.manage\.wix\.com$/);
  expect(policy).toContain("connect-src 'self' https://upload.wixmp.com;");
  expect(policy).not.toContain('127.0.0.1');
});

test('every answer has the security headers, and none forbids the frame', async () => {
  for (const path of ['/', '/nothing', '/healthz', '/_webMethods/x']) {
    const { headers } = await app().request(path);
    expect(headers.get('content-security-policy')).toContain(
      "default-src 'self'; script-src 'self' 'wasm-unsafe-eval';",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-frame-options')).toBeNull();
  }
});

test('a page that was not built is an error with its cure', () => {
  expect(() => loadPageFiles(join(directory, 'assets'))).toThrow('npm run build');
});

test('healthz and readyz answer, and readyz says when the process should get no more requests', async () => {
  expect(await (await app().request('/healthz')).text()).toBe('ok');
  expect((await app().request('/readyz')).status).toBe(200);
  const stopping = createApp({
    ...noEvents(),
    webMethods: {},
    checkToken: () => Promise.reject(new Error('no token is expected')),
    runAs: (_call, work) => work(),
    metrics: createMetrics(),
    log: createLogger('silent'),
    isReady: () => false,
  });
  expect((await stopping.request('/readyz')).status).toBe(503);
  expect((await stopping.request('/')).status).toBe(404);
});
