import { expect, test } from 'vitest';
import type { TicketRequest } from '#upload-engine';
import { createTicketPool } from '../../src/upload-engine/ticket-pool.ts';
import { createManualClock } from '../support/manual-clock.ts';

const request = (uploadId: string): TicketRequest => ({
  uploadId,
  batchId: 'batch',
  fileName: `${uploadId}.jpg`,
  mimeType: 'image/jpeg',
  sizeInBytes: 1,
  destination: { kind: 'site-media', folderId: 'media-root' },
});

function createPool() {
  const clock = createManualClock();
  const calls: string[][] = [];
  const pool = createTicketPool({
    clock,
    gatherMs: 10,
    timeoutMs: 1_000,
    source: {
      async requestTickets(requests) {
        calls.push(requests.map(({ uploadId }) => uploadId));
        return requests.map(({ uploadId }) => ({ uploadId, ticket: { protocol: 'put', uploadUrl: uploadId } }));
      },
    },
  });
  const ask = (uploadId: string, signal = new AbortController().signal) => pool.request(request(uploadId), signal);
  return { clock, calls, pool, ask };
}

test('requests of a moment share a call', async () => {
  const { clock, calls, ask } = createPool();
  const outcomes = [ask('a'), ask('b')];
  await clock.advance(9);
  expect(calls).toEqual([]);
  await clock.advance(1);
  expect(calls).toEqual([['a', 'b']]);
  expect((await Promise.all(outcomes)).map(({ uploadId }) => uploadId)).toEqual(['a', 'b']);
});

test('a call waits for those that are announced, and goes as soon as they came', async () => {
  const { clock, calls, pool, ask } = createPool();
  const arrive = [pool.announce(), pool.announce()];
  void ask('a');
  await clock.advance(40);
  expect(calls).toEqual([]);
  arrive[0]?.();
  void ask('b');
  arrive[1]?.();
  await clock.advance(10);
  expect(calls).toEqual([['a', 'b']]);
});

test('it does not wait for ever for one that never comes', async () => {
  const { clock, calls, pool, ask } = createPool();
  pool.announce();
  void ask('a');
  await clock.advance(99);
  expect(calls).toEqual([]);
  await clock.advance(1);
  expect(calls).toEqual([['a']]);
});

test('a full call goes at once, and the next one gathers anew', async () => {
  const { clock, calls, pool, ask } = createPool();
  pool.announce();
  for (let index = 0; index < 51; index += 1) void ask(`upload-${index}`);
  await clock.advance(0);
  expect(calls.map(({ length }) => length)).toEqual([50]);
  await clock.advance(100);
  expect(calls.map(({ length }) => length)).toEqual([50, 1]);
});
