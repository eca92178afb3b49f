import { beforeEach, expect, test } from 'vitest';
import { LIVE_HEARTBEAT_MS, LIVE_PATH, type LiveEvent } from '../../../src/contracts/index.ts';
import { createLiveEvents } from '../../../src/dashboard/hooks/live-events.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const event: LiveEvent = { type: 'batch-changed', batchId: '0b0a3c8e-7f0e-4f0e-9a53-7b0f5f0f2c11' };

/** One connection as the server sees it. */
interface Connection {
  send(text: string): void;
  end(): void;
  readonly isOpen: () => boolean;
}

let clock: ManualClock;
let connections: Connection[];
/** What the server answers instead of a stream, in this order. */
let refusals: (Response | Error)[];
let isVisible: boolean;
let showOrHide: () => void;
beforeEach(() => {
  clock = createManualClock();
  connections = [];
  refusals = [];
  isVisible = true;
  showOrHide = () => {};
});

function answer(signal: AbortSignal): Response {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOpen = true;
  const body = new ReadableStream<Uint8Array>({
    start(started) {
      controller = started;
    },
    cancel() {
      isOpen = false;
    },
  });
  signal.addEventListener('abort', () => {
    if (isOpen) controller?.error(signal.reason);
    isOpen = false;
  });
  connections.push({
    send: (text) => controller?.enqueue(new TextEncoder().encode(text)),
    end() {
      isOpen = false;
      controller?.close();
    },
    isOpen: () => isOpen,
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

function liveEvents() {
  const asked: { url: string; headers: unknown }[] = [];
  const live = createLiveEvents({
    clock,
    random: () => 1,
    visibility: {
      isVisible: () => isVisible,
      subscribe(listener) {
        showOrHide = listener;
        return () => {
          showOrHide = () => {};
        };
      },
    },
    fetch: async (url, init) => {
      asked.push({ url: String(url), headers: init?.headers });
      const refusal = refusals.shift();
      if (refusal instanceof Error) throw refusal;
      if (refusal) return refusal;
      if (!init?.signal) throw new Error('a connection must be abortable');
      return answer(init.signal);
    },
  });
  return { live, asked };
}
const send = (index: number, ...events: LiveEvent[]) =>
  connections[index]?.send(events.map((heard) => `data: ${JSON.stringify(heard)}\n\n`).join(''));

test('who listens hears what the server says; the headers are plain, so that the token gets beside them', async () => {
  const { live, asked } = liveEvents();
  const heard: LiveEvent[] = [];
  const stop = live.subscribe((news) => heard.push(news));
  await clock.settle();
  expect(asked).toEqual([{ url: LIVE_PATH, headers: { Accept: 'text/event-stream' } }]);
  send(0, event, event);
  await clock.settle();
  expect(heard).toEqual([event, event]);
  stop();
});

test('nobody listens: no connection; two listen: one; the last one leaves: it ends, and nothing waits', async () => {
  const { live, asked } = liveEvents();
  await clock.settle();
  expect(asked).toEqual([]);
  const stops = [live.subscribe(() => {}), live.subscribe(() => {})];
  await clock.settle();
  stops[0]?.();
  await clock.settle();
  expect([asked.length, connections[0]?.isOpen()]).toEqual([1, true]);
  stops[1]?.();
  await clock.settle();
  expect([connections[0]?.isOpen(), clock.pending()]).toEqual([false, 0]);
});

test('a hidden page holds no connection, and takes it up when it is seen again', async () => {
  const { live, asked } = liveEvents();
  isVisible = false;
  const stop = live.subscribe(() => {});
  await clock.settle();
  expect(asked).toHaveLength(0);
  isVisible = true;
  showOrHide();
  expect(live.isConnected()).toBe(false);
  await clock.settle();
  expect([connections[0]?.isOpen(), live.isConnected()]).toEqual([true, true]);
  isVisible = false;
  showOrHide();
  await clock.settle();
  expect([connections[0]?.isOpen(), live.isConnected()]).toEqual([false, false]);
  stop();
});

test('a page that sends keeps its connection when it is hidden, until it has sent everything', async () => {
  const { live, asked } = liveEvents();
  const heard: LiveEvent[] = [];
  const stop = live.subscribe((news) => heard.push(news));
  let isSending = false;
  const sendingChanged = live.watchSending(() => isSending);
  // Nobody has told of it yet when the page is hidden.
  isSending = true;
  await clock.settle();
  isVisible = false;
  showOrHide();
  await clock.settle();
  send(0, event);
  await clock.settle();
  expect([asked.length, connections[0]?.isOpen(), live.isConnected(), heard]).toEqual([1, true, true, [event]]);
  isSending = false;
  sendingChanged();
  await clock.settle();
  expect([connections[0]?.isOpen(), live.isConnected()]).toEqual([false, false]);
  isSending = true;
  sendingChanged();
  await clock.settle();
  expect([asked.length, live.isConnected()]).toEqual([2, true]);
  stop();
  await clock.settle();
  expect([connections[1]?.isOpen(), clock.pending()]).toEqual([false, 0]);
});

test('sending alone is no reason to connect where nobody listens', async () => {
  const { live, asked } = liveEvents();
  live.watchSending(() => true);
  await clock.settle();
  expect(asked).toEqual([]);
});

test('a stream that ended is taken up again with a word that something may have been missed', async () => {
  const { live } = liveEvents();
  const heard: LiveEvent[] = [];
  const stop = live.subscribe((news) => heard.push(news));
  await clock.settle();
  expect(heard).toEqual([]);
  connections[0]?.end();
  await clock.advance(2_000);
  expect(heard).toEqual([{ type: 'gap' }]);
  send(1, event);
  await clock.settle();
  expect(heard).toEqual([{ type: 'gap' }, event]);
  stop();
});

test('a line that is silent for longer than two heartbeats is dead; one with heartbeats is not', async () => {
  const { live, asked } = liveEvents();
  const stop = live.subscribe(() => {});
  await clock.settle();
  for (let beat = 0; beat < 10; beat += 1) {
    await clock.advance(LIVE_HEARTBEAT_MS);
    connections[0]?.send(':\n\n');
    await clock.settle();
  }
  expect(asked).toHaveLength(1);
  await clock.advance(3 * LIVE_HEARTBEAT_MS);
  expect(connections[0]?.isOpen()).toBe(false);
  expect(asked).toHaveLength(2);
  stop();
});

test('where there is no stream it is tried ever more rarely, and nothing is said', async () => {
  const { live, asked } = liveEvents();
  const page = () => new Response('<html></html>', { headers: { 'content-type': 'text/html' } });
  refusals = [new TypeError('no line'), page(), ...Array.from({ length: 98 }, () => new Response('', { status: 404 }))];
  const heard: LiveEvent[] = [];
  const stop = live.subscribe((news) => heard.push(news));
  await clock.advance(60_000);
  expect(asked).toHaveLength(5);
  await clock.advance(60 * 60_000);
  expect(asked.length).toBeLessThan(5 + 20);
  expect(heard).toEqual([]);
  stop();
});

test('a server that names a time is not asked before', async () => {
  const { live, asked } = liveEvents();
  refusals = [new Response('', { status: 503, headers: { 'retry-after': '60' } })];
  const stop = live.subscribe(() => {});
  await clock.advance(59_000);
  expect(asked).toHaveLength(1);
  await clock.advance(2_000);
  expect(asked).toHaveLength(2);
  stop();
});
