import { expect, test } from 'vitest';
import type { LiveEvent } from '#contracts';
import { createLiveStream } from '../../src/server/live-stream.ts';
import { readEventStream } from '../support/event-stream.ts';

const event: LiveEvent = { type: 'batch-changed', batchId: '0b0a3c8e-7f0e-4f0e-9a53-7b0f5f0f2c11' };
const NEVER_MS = 1_000_000;

test('a page that reads slowly is kept a bounded number of events, and told that it missed the others', async () => {
  const stream = createLiveStream({ heartbeatMs: NEVER_MS, mayGoOn: async () => true, onEnd: () => {} });
  for (let sent = 0; sent < 10_000; sent += 1) stream.send(event);
  const events = readEventStream(stream.body);
  let kept = 0;
  for (;;) {
    const next = (await events.next()) as LiveEvent;
    if (next.type === 'gap') break;
    kept += 1;
  }
  const bytesEach = `data: ${JSON.stringify(event)}\n\n`.length;
  expect(kept * bytesEach).toBeGreaterThan(32 * 1024);
  expect(kept * bytesEach).toBeLessThanOrEqual(64 * 1024 + bytesEach);
  stream.send(event);
  expect(await events.next()).toEqual(event);
  stream.end();
});

test('a page that reads no heartbeat any more is gone', async () => {
  let ends = 0;
  await new Promise<void>((resolve) => {
    const stream = createLiveStream({
      heartbeatMs: 1,
      mayGoOn: async () => true,
      onEnd: () => {
        ends += 1;
        resolve();
      },
    });
    for (let sent = 0; sent < 1000; sent += 1) stream.send(event);
  });
  expect(ends).toBe(1);
});

test('a stream ends once, whoever ends it, and takes nothing afterwards', async () => {
  let ends = 0;
  const stream = createLiveStream({ heartbeatMs: NEVER_MS, mayGoOn: async () => true, onEnd: () => (ends += 1) });
  stream.end();
  stream.end();
  stream.send(event);
  const events = readEventStream(stream.body);
  await events.ended();
  await expect(events.next()).rejects.toThrow('the stream ended');
  expect(ends).toBe(1);
});

test('a check that fails ends the stream', async () => {
  const stream = createLiveStream({
    heartbeatMs: 1,
    mayGoOn: () => Promise.reject(new Error('Wix does not answer')),
    onEnd: () => {},
  });
  await readEventStream(stream.body).ended();
});
