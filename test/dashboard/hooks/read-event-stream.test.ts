import { expect, test } from 'vitest';
import type { LiveEvent } from '../../../src/contracts/index.ts';
import { readEventStream } from '../../../src/dashboard/hooks/read-event-stream.ts';

const event: LiveEvent = {
  type: 'file-changed',
  uploadId: '0b0a3c8e-7f0e-4f0e-9a53-7b0f5f0f2c11',
  fileId: 'fé',
  state: 'ready',
};
const frame = `data: ${JSON.stringify(event)}\n\n`;

function bodyOf(...chunks: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
      controller.close();
    },
  });
}
async function read(...chunks: readonly (string | Uint8Array)[]) {
  const events: LiveEvent[] = [];
  let arrivals = 0;
  for await (const heard of readEventStream(bodyOf(...chunks), () => (arrivals += 1))) events.push(heard);
  return { events, arrivals };
}

test('events are read wherever the stream is cut, even inside a letter', async () => {
  const bytes = new TextEncoder().encode(`:\n\n${frame}${frame}`);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    expect((await read(bytes.slice(0, cut), bytes.slice(cut))).events).toEqual([event, event]);
  }
});

test('comments are no events, and a sign of life', async () => {
  expect(await read(':\n\n', ':\n\n')).toEqual({ events: [], arrivals: 2 });
});

test('what this page does not know is passed over', async () => {
  const unknown = ['data: no json\n\n', 'data: {"type":"of-a-newer-server"}\n\n', 'event: other\ndata: 1\n\n'];
  expect((await read(...unknown, frame)).events).toEqual([event]);
});

test('an event that was cut off is none', async () => {
  expect((await read(frame, frame.slice(0, -1))).events).toEqual([event]);
});

test('endless text that is no event stream is not collected', async () => {
  await expect(read('x'.repeat(70_000))).rejects.toThrow('no event stream');
});

test('who has heard enough ends the stream', async () => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(frame)),
    cancel: () => {
      isCancelled = true;
    },
  });
  for await (const heard of readEventStream(body, () => {})) {
    expect(heard).toEqual(event);
    break;
  }
  expect(isCancelled).toBe(true);
});
