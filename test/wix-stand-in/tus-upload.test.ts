import { createHash, randomBytes } from 'node:crypto';
import { Upload } from 'tus-js-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fixture, startFixture } from './stand-in-fixture.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');

interface ResumableTicket {
  readonly uploadUrl: string;
  readonly uploadToken: string;
}

async function ticketFor(fileName: string, sizeInBytes: number): Promise<ResumableTicket> {
  const ticket = await fixture
    .asApp()
    .files.generateFileResumableUploadUrl('video/mp4', { fileName, sizeInBytes: String(sizeInBytes) });
  return { uploadUrl: String(ticket.uploadUrl), uploadToken: String(ticket.uploadToken) };
}

/** The upload as tus-js-client does it. `stopAfter`: give up when that many bytes were sent. */
function send(
  ticket: ResumableTicket,
  bytes: Buffer,
  options: { stopAfter?: number; uploadUrl?: string } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(bytes, {
      endpoint: ticket.uploadUrl,
      ...(options.uploadUrl === undefined ? {} : { uploadUrl: options.uploadUrl }),
      chunkSize: 256 * 1024,
      retryDelays: null,
      metadata: { filename: 'clip.mp4', contentType: 'video/mp4', token: ticket.uploadToken },
      onError: reject,
      onSuccess: () => resolve(upload.url ?? ''),
      onChunkComplete: (_size, accepted) => {
        if (options.stopAfter === undefined || accepted < options.stopAfter) return;
        void upload.abort().then(() => resolve(upload.url ?? ''));
      },
    });
    upload.start();
  });
}

const finalise = async (ticket: ResumableTicket, method = 'PUT') => {
  const response = await fetch(`${ticket.uploadUrl}/${ticket.uploadToken}?filename=clip.mp4`, { method });
  return { status: response.status, body: (await response.json()) as { file?: { id: string; hash: string } } };
};

test('a resumable upload becomes one file, however often it is finalised', async () => {
  const bytes = randomBytes(1_000_000);
  const ticket = await ticketFor('clip.mp4', bytes.length);
  await send(ticket, bytes);
  const answers = await Promise.all([finalise(ticket), finalise(ticket), finalise(ticket, 'GET')]);
  const again = await finalise(ticket);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(new Set([...answers, again].map(({ body }) => body.file?.id)).size).toBe(1);
  expect(again.body.file?.hash).toBe(md5(bytes));
  const stored = (await fixture.library()).files.filter(({ displayName }) => displayName === 'clip.mp4');
  expect(stored.map((file) => file.md5)).toEqual([md5(bytes)]);
});

test('an upload goes on where it stopped, also after the stand-in was restarted', async () => {
  const bytes = randomBytes(1_500_000);
  const ticket = await ticketFor('resumed.mp4', bytes.length);
  const address = await send(ticket, bytes, { stopAfter: 500_000 });
  await fixture.restart();
  const here = address.replace(/^http:\/\/[^/]+/, fixture.standIn.origin);
  const head = await fetch(here, { method: 'HEAD', headers: { 'Tus-Resumable': '1.0.0' } });
  expect(Number(head.headers.get('Upload-Offset'))).toBeGreaterThanOrEqual(500_000);
  const moved = { ...ticket, uploadUrl: `${fixture.standIn.origin}/upload/tus` };
  await send(moved, bytes, { uploadUrl: here });
  const { status, body } = await finalise(moved);
  expect(status).toBe(200);
  expect(body.file?.hash).toBe(md5(bytes));
});

const TUS = { 'Tus-Resumable': '1.0.0' };
const metadata = (token: string) =>
  Object.entries({ filename: 'clip.mp4', token })
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

const create = (ticket: ResumableTicket, length: number, token = ticket.uploadToken) =>
  fetch(ticket.uploadUrl, {
    method: 'POST',
    headers: { ...TUS, 'Upload-Length': String(length), 'Upload-Metadata': metadata(token) },
  });

test('an upload cannot begin without a good token, with another length, or after its token was used', async () => {
  const bytes = randomBytes(1000);
  const ticket = await ticketFor('strict.mp4', bytes.length);
  const without = { ...TUS, 'Upload-Length': '1000' };
  expect((await fetch(ticket.uploadUrl, { method: 'POST', headers: without })).status).toBe(401);
  expect((await create(ticket, bytes.length, 'garbage')).status).toBe(401);
  expect((await create(ticket, bytes.length + 1)).status).toBe(400);
  await send(ticket, bytes);
  expect((await finalise(ticket)).status).toBe(200);
  expect((await create(ticket, bytes.length)).status).toBe(403);
});

test('a wrong offset, an unknown upload and a second byte too many are refused', async () => {
  const ticket = await ticketFor('offset.mp4', 1000);
  const address = (await create(ticket, 1000)).headers.get('location') ?? '';
  const patch = (url: string, offset: number, length: number) =>
    fetch(url, {
      method: 'PATCH',
      headers: { ...TUS, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
      body: randomBytes(length),
    });
  expect((await patch(address, 500, 100)).status).toBe(409);
  expect((await patch(address, 0, 1001)).status).toBe(413);
  expect((await patch(`${address}0`, 0, 100)).status).toBe(404);
  expect((await patch(address, 0, 400)).headers.get('upload-offset')).toBe('400');
  expect((await fetch(address, { method: 'HEAD' })).status).toBe(412);
});

test('what is not finished, never began or has no good token cannot be finalised', async () => {
  const ticket = await ticketFor('half.mp4', 1000);
  expect((await finalise(ticket)).status).toBe(400);
  await create(ticket, 1000);
  expect((await finalise(ticket)).status).toBe(400);
  expect((await finalise({ ...ticket, uploadToken: 'x'.repeat(200) })).status).toBe(401);
  expect((await fixture.library()).files.some(({ displayName }) => displayName === 'half.mp4')).toBe(false);
});

test('a terminated upload is gone', async () => {
  const ticket = await ticketFor('ended.mp4', 1000);
  const address = (await create(ticket, 1000)).headers.get('location') ?? '';
  expect((await fetch(address, { method: 'DELETE', headers: TUS })).status).toBe(204);
  expect((await fetch(address, { method: 'HEAD', headers: TUS })).status).toBe(404);
});

test('a page of any site may use it: preflight, and the headers that tus-js-client must read', async () => {
  const ticket = await ticketFor('cors.mp4', 1000);
  const preflight = await fetch(ticket.uploadUrl, { method: 'OPTIONS', headers: { Origin: 'http://page' } });
  expect(preflight.headers.get('access-control-allow-methods')).toMatch(/PATCH.*|HEAD/);
  for (const name of ['tus-resumable', 'upload-length', 'upload-metadata', 'upload-offset', 'content-type']) {
    expect(preflight.headers.get('access-control-allow-headers')?.toLowerCase()).toContain(name);
  }
  const answer = await create(ticket, 1000);
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('access-control-expose-headers')).toMatch(
    /Location, Upload-Offset, Upload-Length, Tus-Resumable/,
  );
  const head = await fetch(answer.headers.get('location') ?? '', { method: 'HEAD', headers: TUS });
  expect(head.headers.get('cache-control')).toBe('no-store');
});

test('after a line that broke inside a PATCH the offset is what arrived, and the file is whole in the end', async () => {
  const bytes = randomBytes(3_000_000);
  const ticket = await ticketFor('cut.mp4', bytes.length);
  const address = (await create(ticket, bytes.length)).headers.get('location') ?? '';
  await fixture.faults({ cutUploadRate: 1 });
  const patch = (offset: number) =>
    fetch(address, {
      method: 'PATCH',
      headers: { ...TUS, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
      body: bytes.subarray(offset),
    });
  await expect(patch(0)).rejects.toThrow();
  await fixture.faults({});
  const head = await fetch(address, { method: 'HEAD', headers: TUS });
  const offset = Number(head.headers.get('upload-offset'));
  expect(offset).toBeGreaterThan(0);
  expect(offset).toBeLessThan(bytes.length);
  expect((await patch(offset)).status).toBe(204);
  expect((await finalise(ticket)).body.file?.hash).toBe(md5(bytes));
});
