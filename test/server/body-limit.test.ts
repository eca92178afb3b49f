import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { bodyLimit } from '../../src/server/body-limit.ts';

const app = new Hono()
  .use(bodyLimit({ maxSize: 10, onError: (context) => context.text('too large', 413) }))
  .post('/', async (context) => context.text(await context.req.text()));

function post(body: string | ReadableStream, headers: Record<string, string> = {}): Response | Promise<Response> {
  return app.request('/', { method: 'POST', body, headers, ...(typeof body === 'string' ? {} : { duplex: 'half' }) });
}

function inPieces(...pieces: readonly string[]): ReadableStream {
  return new Blob([...pieces]).stream();
}

describe('the limit of a body', () => {
  it('takes an announced body up to the limit', async () => {
    expect(await (await post('0123456789', { 'content-length': '10' })).text()).toBe('0123456789');
  });

  it('refuses a larger one by its announcement alone', async () => {
    expect((await post('0', { 'content-length': '11' })).status).toBe(413);
  });

  it('counts a body that announces nothing', async () => {
    expect((await post(inPieces('01234', '56789'))).status).toBe(200);
    expect((await post(inPieces('01234', '567890'))).status).toBe(413);
  });

  it('counts a body that comes in chunks, whatever it announces', async () => {
    const headers = { 'content-length': '1', 'transfer-encoding': 'chunked' };
    expect((await post(inPieces('01234567890'), headers)).status).toBe(413);
  });
});
