import { createHash } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { UploadTicket } from '#contracts';
import type { TransportReport, TransportRun } from './harness/main.ts';
import { type BrowserLab, startBrowserLab } from './support/browser-lab.ts';
import { answerWith, cutAfter, hang, on, startUploadHost, type UploadHost } from './support/upload-host.ts';

const CHUNK = 256 * 1024;
let lab: BrowserLab;
let host: UploadHost;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  lab = await startBrowserLab();
  ({ page, complaints } = await lab.openPage());
});
afterAll(() => lab?.close());
beforeEach(async () => {
  host = await startUploadHost();
  await page.reload();
  await page.waitForFunction(() => 'lab' in window);
  complaints.length = 0;
  return () => host.close();
});

function sampleMd5(sizeInBytes: number): string {
  const bytes = Uint8Array.from({ length: sizeInBytes }, (_, index) => (index * 31 + (index >> 8)) % 251);
  return createHash('md5').update(bytes).digest('hex');
}

function ticketFor(protocol: UploadTicket['protocol'], resumeUrl?: string): UploadTicket {
  if (protocol === 'put') return { protocol, uploadUrl: `${host.origin}/upload/token.of.put?bucket=a%2Fb` };
  const ticket = { protocol, uploadUrl: `${host.origin}/upload/tus`, uploadToken: 'token.of.tus' } as const;
  return resumeUrl === undefined ? ticket : { ...ticket, resumeUrl };
}

function send(run: Pick<TransportRun, 'ticket'> & Partial<TransportRun>): Promise<TransportReport> {
  const whole = { fileName: 'a.jpg', mimeType: 'image/jpeg', sizeInBytes: CHUNK * 3 + 17, ...run };
  return page.evaluate((job) => window.lab.runTransport(job), whole);
}

const requests = (method: string) => host.seen.filter((request) => request.method === method);

describe.each(['put', 'tus'] as const)('the %s transport', (protocol) => {
  /** The method that carries bytes. */
  const carrier = protocol === 'put' ? 'PUT' : 'PATCH';

  test('moves the bytes, tells how many left, and answers with the file', async () => {
    const report = await send({ ticket: ticketFor(protocol) });
    expect(report.outcome).toMatchObject({ file: { id: 'file-1', sizeInBytes: CHUNK * 3 + 17, displayName: 'a.jpg' } });
    expect(host.stored).toEqual([
      { id: 'file-1', fileName: 'a.jpg', size: CHUNK * 3 + 17, md5: sampleMd5(CHUNK * 3 + 17) },
    ]);
    expect(report.sent.at(-1)).toBe(CHUNK * 3 + 17);
    expect(report.sent).toEqual([...report.sent].sort((a, b) => a - b));
    expect(complaints).toEqual([]);
  });

  test('sends no Authorization header and no cookies', async () => {
    await send({ ticket: ticketFor(protocol) });
    expect(host.seen.length).toBeGreaterThan(0);
    for (const { headers } of host.seen) {
      expect(headers.authorization).toBeUndefined();
      expect(headers.cookie).toBeUndefined();
    }
  });

  test.each(['תמונה יפה.jpg', 'a #1 & 100%?.jpg', 'it\'s a "plus+sign".jpg', 'Ürün — 図.jpg'])(
    'keeps the name %s through the address',
    async (fileName) => {
      const report = await send({ ticket: ticketFor(protocol), fileName, sizeInBytes: 10 });
      expect(report.outcome).toMatchObject({ file: { displayName: fileName } });
      expect(host.stored[0]?.fileName).toBe(fileName);
    },
  );

  test.each([401, 403, 410])('takes %i for a ticket that ran out', async (status) => {
    host.failOnce(on(carrier === 'PUT' ? 'PUT' : 'POST', answerWith(status)));
    expect((await send({ ticket: ticketFor(protocol) })).outcome).toEqual({ failure: { code: 'TICKET_EXPIRED' } });
    expect(host.stored).toEqual([]);
  });

  test.each([500, 502, 503, 408])('takes %i for something that passes', async (status) => {
    host.failOnce(on(carrier, answerWith(status)));
    expect((await send({ ticket: ticketFor(protocol) })).outcome).toEqual({ failure: { code: 'WIX_UNAVAILABLE' } });
  });

  test.each([...new Set([carrier, 'PUT'])])(
    'takes 429 to a %s for too much at once, with the wait that the host names',
    async (method) => {
      host.failOnce(on(method, answerWith(429, '', { 'Retry-After': '7', 'X-Wix-Request-Id': 'r-1' })));
      expect((await send({ ticket: ticketFor(protocol) })).outcome).toEqual({
        failure: { code: 'RATE_LIMITED', retryAfterMs: 7_000, requestId: 'r-1' },
      });
    },
  );

  test('takes a broken line for one', async () => {
    host.failOnce(on(carrier, cutAfter(1)));
    expect((await send({ ticket: ticketFor(protocol) })).outcome).toEqual({ failure: { code: 'NETWORK' } });
  });

  test('stops when told, and says nothing afterwards', async () => {
    host.failOnce(on(carrier, hang));
    const report = await send({ ticket: ticketFor(protocol), abortAfter: 1, sizeInBytes: CHUNK * 40 });
    expect(report.outcome).toEqual({ aborted: 'stopped by the test' });
    expect(host.stored).toEqual([]);
  });

  test.each([
    [413, '', 'FILE_SIZE_OVER_LIMIT', 'status 413'],
    [
      400,
      '{"message":"no","details":{"applicationError":{"code":"UNSUPPORTED_FILE_FORMAT"}}}',
      'UNSUPPORTED_FILE_FORMAT',
      'no',
    ],
    [
      400,
      '{"message":"m","details":{"validationError":{"fieldViolations":[{"ruleName":"SITE_QUOTA_EXCEEDED"}]}}}',
      'SITE_QUOTA_EXCEEDED',
      'm',
    ],
    [400, '{"details":{"applicationError":{"code":"MIME_TYPE_MISMATCH"}}}', 'MISMATCH_MIME_TYPE', 'MIME_TYPE_MISMATCH'],
    [400, '{"message":"odd","details":{"applicationError":{"code":"BRAND_NEW"}}}', 'UPLOAD_REFUSED', 'BRAND_NEW: odd'],
    [400, '<html>no</html>', 'UPLOAD_REFUSED', 'status 400'],
  ])('reads the reason of a %i with %s', async (status, body, code, words) => {
    host.failOnce(on('PUT', answerWith(status, body)));
    const { outcome } = await send({ ticket: ticketFor(protocol), sizeInBytes: 100 });
    expect(outcome).toEqual({ failure: { code, message: expect.stringContaining(words) } });
  });

  test('does not take an answer without a file for a success', async () => {
    host.failOnce(on('PUT', answerWith(200, '{}')));
    expect((await send({ ticket: ticketFor(protocol) })).outcome).toMatchObject({
      failure: { code: 'UPLOAD_REFUSED' },
    });
  });
});

describe('the put transport alone', () => {
  test('sends the type it was told, and keeps the query of the address', async () => {
    await send({ ticket: ticketFor('put'), mimeType: 'image/heic', fileName: 'a b.heic' });
    const [put] = requests('PUT');
    expect(put?.headers['content-type']).toBe('image/heic');
    expect(put?.url).toBe('/upload/token.of.put?bucket=a%2Fb&filename=a%20b.heic');
  });
});

describe('the tus transport alone', () => {
  test('tells the host name, type and token, and remembers nothing in the browser', async () => {
    await send({ ticket: ticketFor('tus'), fileName: 'תמונה.jpg' });
    const metadata = Object.fromEntries(
      String(requests('POST')[0]?.headers['upload-metadata'])
        .split(',')
        .map((pair) => pair.trim().split(' '))
        .map(([key, value = '']) => [key, Buffer.from(value, 'base64').toString()]),
    );
    expect(metadata).toEqual({ filename: 'תמונה.jpg', contentType: 'image/jpeg', token: 'token.of.tus' });
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
  });

  test('goes on where the host stands after a cut, with the same bytes in the end', async () => {
    host.failOnce((request, response) =>
      request.headers['upload-offset'] === String(CHUNK) ? cutAfter(1)(request, response) : false,
    );
    const first = await send({ ticket: ticketFor('tus') });
    expect(first.outcome).toEqual({ failure: { code: 'NETWORK' } });
    expect(first.accepted.at(-1)).toBe(CHUNK);
    host.seen.length = 0;
    const second = await send({ ticket: ticketFor('tus', first.resumeUrls[0]) });
    expect(second.accepted[0]).toBe(CHUNK);
    expect(second.resumeUrls).toEqual(first.resumeUrls.slice(0, 1));
    expect(requests('PATCH').map((request) => request.headers['upload-offset'])).toEqual([
      String(CHUNK),
      String(CHUNK * 2),
      String(CHUNK * 3),
    ]);
    expect(host.stored.map((file) => file.md5)).toEqual([sampleMd5(CHUNK * 3 + 17)]);
  });

  test.each([401, 403, 404, 410])(
    'begins again from the first byte when the host answers %i for the old address',
    async (status) => {
      const gone = `${host.origin}/upload/tus/forgotten`;
      host.failOnce(on('HEAD', answerWith(status)));
      const report = await send({ ticket: ticketFor('tus', gone) });
      expect(report.outcome).toMatchObject({ file: { sizeInBytes: CHUNK * 3 + 17 } });
      expect(report.resumeUrls[0]).not.toBe(gone);
      expect(host.stored.map((file) => file.md5)).toEqual([sampleMd5(CHUNK * 3 + 17)]);
    },
  );

  test.each([423, 503])('keeps the old address when the host answers %i for it', async (status) => {
    host.failOnce(on('HEAD', answerWith(status)));
    const report = await send({ ticket: ticketFor('tus', `${host.origin}/upload/tus/somewhere`) });
    expect(report.outcome).toEqual({ failure: { code: 'WIX_UNAVAILABLE' } });
    expect(requests('POST')).toEqual([]);
  });

  test('repeats only the last step when only the last step failed', async () => {
    host.failOnce(on('PUT', answerWith(503)));
    const first = await send({ ticket: ticketFor('tus') });
    expect(first.outcome).toEqual({ failure: { code: 'WIX_UNAVAILABLE' } });
    host.seen.length = 0;
    const second = await send({ ticket: ticketFor('tus', first.resumeUrls[0]) });
    expect(second.outcome).toMatchObject({ file: { sizeInBytes: CHUNK * 3 + 17 } });
    expect(second.accepted).toEqual([CHUNK * 3 + 17]);
    expect(host.seen.filter((request) => request.method !== 'OPTIONS').map((request) => request.method)).toEqual([
      'PUT',
    ]);
  });

  test('ends an upload on the host, and does not mind when there is none', async () => {
    const { resumeUrls } = await send({ ticket: ticketFor('tus'), abortAfter: CHUNK, sizeInBytes: CHUNK * 40 });
    const resumeUrl = resumeUrls[0] ?? '';
    await page.evaluate((url) => window.lab.terminate(url), resumeUrl);
    expect(requests('DELETE')).toHaveLength(1);
    expect((await fetch(resumeUrl, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } })).status).toBe(404);
    await page.evaluate((url) => window.lab.terminate(url), resumeUrl);
  });

  test('sends no piece larger than it may, and breaks off the one on its way that has become far too large', async () => {
    host.failOnce(on('PATCH', hang));
    const sizeInBytes = CHUNK * 2 + 17;
    const report = await send({
      ticket: ticketFor('tus'),
      sizeInBytes,
      pieces: { atFirst: CHUNK, afterwards: CHUNK / 8 },
    });
    expect(report.outcome).toMatchObject({ file: { sizeInBytes } });
    expect(host.stored).toMatchObject([{ size: sizeInBytes, md5: sampleMd5(sizeInBytes) }]);
    const sizes = requests('PATCH').map(({ headers }) => Number(headers['content-length']));
    expect(sizes).toEqual([CHUNK, ...Array.from({ length: 16 }, () => CHUNK / 8), 17]);
    expect(requests('POST')).toHaveLength(1);
  });

  test('chooses each chunk by the size and the time of the one before', async () => {
    const sizeInBytes = CHUNK * 7 + 17;
    const report = await send({ ticket: ticketFor('tus'), sizeInBytes, isGrowing: true });
    expect(report.outcome).toMatchObject({ file: { sizeInBytes } });
    const sizes = requests('PATCH').map(({ headers }) => Number(headers['content-length']));
    expect(sizes).toEqual([CHUNK, CHUNK * 2, CHUNK * 4, 17]);
    expect(host.stored).toMatchObject([{ size: sizeInBytes, md5: sampleMd5(sizeInBytes) }]);
  });

  test('sends although the browser believes to be offline', async () => {
    await page.evaluate(() => Object.defineProperty(navigator, 'onLine', { get: () => false }));
    expect((await send({ ticket: ticketFor('tus') })).outcome).toMatchObject({ file: { id: 'file-1' } });
  });
});
