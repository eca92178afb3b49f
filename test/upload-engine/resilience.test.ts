import { describe, expect, test } from 'vitest';
import type { FailureCode } from '#contracts';
import { createWorld, failed, fakeFile } from './support/scripted-world.ts';

const MEBIBYTE = 1024 * 1024;
const MINUTE = 60_000;

async function sendingWorld(...files: ReturnType<typeof fakeFile>[]) {
  const world = createWorld();
  const ids = world.add(...(files.length > 0 ? files : [fakeFile('a.jpg', 100)]));
  await world.clock.advance(50);
  return { world, id: ids[0] ?? '', ids };
}

describe('retry', () => {
  test.each<[FailureCode, string]>([
    ['NETWORK', 'retry'],
    ['STALLED', 'retry'],
    ['WIX_UNAVAILABLE', 'server-unavailable'],
    ['RATE_LIMITED', 'rate-limit'],
  ])('%s makes the file wait (%s) and go on by itself', async (code, reason) => {
    const { world, id } = await sendingWorld();
    world.latest().fail(code);
    await world.clock.settle();
    const { now } = world.clock;
    expect(world.item(id).state).toEqual({
      status: 'waiting',
      reason,
      until: now() + 750,
      failure: { code },
      bytesSent: 0,
      bytesAccepted: 0,
    });
    await world.clock.advance(740);
    expect(world.sendings).toHaveLength(1);
    await world.clock.advance(30);
    expect(world.sendings).toHaveLength(2);
    world.latest().accept({ operationStatus: 'READY' });
    await world.clock.settle();
    expect(world.status(id)).toBe('ready');
  });

  test('every try waits longer, up to the cap', async () => {
    const { world } = await sendingWorld();
    const startedAt: number[] = [];
    world.script.send = (sending) => {
      startedAt.push(world.clock.now());
      // Another file goes through now and then: it is this file and not the line.
      sending.fail('STORED_COPY_DIFFERS');
    };
    expect(startedAt).toEqual([]);
    world.latest().fail('WIX_UNAVAILABLE');
    world.script.send = (sending) => {
      startedAt.push(world.clock.now());
      sending.fail('WIX_UNAVAILABLE');
    };
    await world.clock.advance(10 * MINUTE);
    const gaps = startedAt.slice(1).map((at, index) => at - (startedAt[index] ?? 0));
    expect(gaps.slice(0, 3)).toEqual([1_510, 3_010, 6_010]);
    expect(Math.max(...gaps)).toBeLessThan(30_020);
  });

  test('obeys the wait that the host names', async () => {
    const { world, id } = await sendingWorld();
    world.latest().fail('RATE_LIMITED', { retryAfterMs: 42_000 });
    await world.clock.settle();
    const { state } = world.item(id);
    expect(state.status === 'waiting' && (state.until ?? 0) - world.clock.now()).toBe(42_500);
    await world.clock.advance(42_000);
    expect(world.sendings).toHaveLength(1);
    await world.clock.advance(600);
    expect(world.sendings).toHaveLength(2);
  });

  test('gives a file up only after 50 tries without a single new byte', async () => {
    const { world, id } = await sendingWorld();
    world.latest().fail('WIX_UNAVAILABLE');
    world.script.send = (sending) => sending.fail('WIX_UNAVAILABLE');
    await world.clock.advance(10 * MINUTE);
    expect(world.status(id)).not.toBe('failed');
    await world.clock.advance(60 * MINUTE);
    expect(world.item(id).state).toEqual({ status: 'failed', failure: { code: 'WIX_UNAVAILABLE' } });
    expect(world.sendings).toHaveLength(50);
  });

  test('forgives when bytes have moved: a long upload on a bad line does not run out of tries', async () => {
    const { world, id } = await sendingWorld(fakeFile('film.mp4', 500 * MEBIBYTE));
    let position = 0;
    world.script.send = (sending) => {
      position += MEBIBYTE;
      sending.events.onResumeUrl('https://upload.example/film');
      sending.events.onAccepted(position);
      if (position < 120 * MEBIBYTE) sending.fail('NETWORK');
      else sending.accept();
    };
    world.script.send(world.latest());
    await world.clock.advance(10 * MINUTE);
    expect(world.status(id)).toBe('ready');
    expect(world.sendings).toHaveLength(120);
  });
});

describe('tickets', () => {
  test.each([1, 2])('a refused ticket (%i times) is a new ticket, not a failure', async (times) => {
    const { world, id } = await sendingWorld();
    for (let time = 0; time < times; time += 1) {
      world.latest().fail('TICKET_EXPIRED');
      await world.clock.advance(1_000);
    }
    expect(world.status(id)).toBe('sending');
    expect(world.ticketCalls).toHaveLength(times + 1);
    expect(world.transitions.filter(({ event }) => event.type === 'failed')).toEqual([]);
  });

  test('the first new ticket costs no waiting, further ones do', async () => {
    const { world } = await sendingWorld();
    world.latest().fail('TICKET_EXPIRED');
    await world.clock.advance(20);
    expect(world.sendings).toHaveLength(2);
    world.latest().fail('TICKET_EXPIRED');
    await world.clock.advance(20);
    expect(world.sendings).toHaveLength(2);
  });

  test('a host that refuses every ticket does not go on for ever', async () => {
    const { world, id } = await sendingWorld();
    world.script.send = (sending) => sending.fail('TICKET_EXPIRED');
    world.script.send(world.latest());
    await world.clock.advance(60 * MINUTE);
    expect(world.item(id).state).toEqual({ status: 'failed', failure: { code: 'TICKET_EXPIRED' } });
    expect(world.ticketCalls.length).toBeLessThan(60);
  });

  test('a ticket that lay unused for more than a minute is thrown away', async () => {
    const world = createWorld({ concurrency: { min: 1, start: 1, max: 1 } });
    world.add(fakeFile('a.jpg', 100), fakeFile('b.jpg', 100));
    await world.clock.advance(50);
    expect(world.ticketCalls.flat().map((request) => request.fileName)).toEqual(['a.jpg', 'b.jpg']);
    const { events } = world.latest();
    for (let second = 0; second < 70; second += 10) {
      await world.clock.advance(10_000);
      events.onSent(second + 1);
    }
    world.latest().accept();
    await world.clock.advance(50);
    expect(world.latest().job.fileName).toBe('b.jpg');
    expect(world.ticketCalls.flat().map((request) => request.fileName)).toEqual(['a.jpg', 'b.jpg', 'b.jpg']);
  });

  test('are asked for in few calls, only for files that will start soon', async () => {
    const world = createWorld();
    world.add(...Array.from({ length: 1_000 }, (_, index) => fakeFile(`${index}.jpg`, 100)));
    await world.clock.advance(200);
    expect(world.ticketCalls).toHaveLength(1);
    expect(world.ticketCalls[0]?.length).toBeLessThanOrEqual(12);
  });

  test('are never asked for in calls of more than 50, nor file by file', async () => {
    const world = createWorld();
    world.script.send = (sending) => {
      world.clock.setTimeout(() => sending.accept({ operationStatus: 'READY' }), 5);
    };
    const answer = world.script.tickets;
    world.script.tickets = async (requests, signal) => {
      await new Promise<void>((resolve) => world.clock.setTimeout(resolve, 60));
      return answer(requests, signal);
    };
    world.add(...Array.from({ length: 2_000 }, (_, index) => fakeFile(`${index}.jpg`, 100)));
    await world.clock.advance(10_000);
    expect(world.engine.getSummary().byStatus.ready).toBe(2_000);
    expect(Math.max(...world.ticketCalls.map((call) => call.length))).toBeLessThanOrEqual(50);
    expect(world.ticketCalls.length).toBeLessThan(150);
  });

  test('a call that was rejected makes its files wait, and nothing is lost', async () => {
    const world = createWorld();
    const answer = world.script.tickets;
    world.script.tickets = async () => {
      throw failed('SERVER_UNAVAILABLE');
    };
    const [id = ''] = world.add(fakeFile('a.jpg', 1), fakeFile('b.jpg', 1));
    await world.clock.advance(50);
    expect(world.item(id).state).toMatchObject({ status: 'waiting', reason: 'server-unavailable' });
    world.script.tickets = answer;
    await world.clock.advance(2_000);
    expect(world.engine.getSummary().byStatus.sending).toBe(2);
  });

  test('a call that never answers is given up', async () => {
    const world = createWorld();
    let signal: AbortSignal | undefined;
    world.script.tickets = (_requests, callSignal) => {
      signal = callSignal;
      return new Promise(() => {});
    };
    const [id = ''] = world.add(fakeFile('a.jpg', 1));
    await world.clock.advance(119_000);
    expect(world.status(id)).toBe('ticketing');
    await world.clock.advance(1_050);
    expect(signal?.aborted).toBe(true);
    expect(world.item(id).state).toMatchObject({ status: 'waiting', reason: 'server-unavailable' });
  });

  test('when Wix says "too many", no file asks again before the time that it named', async () => {
    const world = createWorld();
    const answer = world.script.tickets;
    world.script.tickets = async () => {
      throw Object.assign(failed('RATE_LIMITED'), { failure: { code: 'RATE_LIMITED', retryAfterMs: 20_000 } });
    };
    world.add(...Array.from({ length: 100 }, (_, index) => fakeFile(`${index}.jpg`, 1)));
    await world.clock.advance(50);
    const calls = world.ticketCalls.length;
    world.script.tickets = answer;
    await world.clock.advance(19_900);
    expect(world.ticketCalls).toHaveLength(calls);
    expect(world.engine.getSummary().byStatus.failed).toBe(0);
    await world.clock.advance(200);
    expect(world.ticketCalls.length).toBeGreaterThan(calls);
  });
});

describe('a line that stalls', () => {
  test('is given up after 30 s without a byte, and tried again', async () => {
    const { world, id } = await sendingWorld();
    world.latest().events.onSent(10);
    await world.clock.advance(29_900);
    world.latest().events.onSent(20);
    await world.clock.advance(29_900);
    expect(world.status(id)).toBe('sending');
    await world.clock.advance(200);
    expect(world.sendings[0]?.signal.aborted).toBe(true);
    expect(world.item(id).state).toMatchObject({ status: 'waiting', failure: { code: 'STALLED' } });
    await world.clock.advance(2_000);
    expect(world.sendings).toHaveLength(2);
  });

  test('has longer to answer once all bytes have left: the file may be there already', async () => {
    const { world, id } = await sendingWorld();
    world.latest().events.onSent(100);
    await world.clock.advance(119_000);
    expect(world.status(id)).toBe('sending');
    await world.clock.advance(1_100);
    expect(world.item(id).state).toMatchObject({ status: 'waiting', failure: { code: 'STALLED' } });
  });
});

describe('a file that changes on the disk while it is sent', () => {
  test('that is gone is unreadable, not a bad line', async () => {
    const file = fakeFile('a.jpg', 100);
    const { world, id } = await sendingWorld(file);
    file.readError = new Error('no such file');
    world.latest().fail('NETWORK');
    await world.clock.settle();
    expect(world.item(id).state).toMatchObject({ status: 'failed', failure: { code: 'FILE_UNREADABLE' } });
  });

  test.each([
    [
      'another size',
      (file: ReturnType<typeof fakeFile>) => {
        file.sizeOnDisk = 101;
      },
    ],
    [
      'another time',
      (file: ReturnType<typeof fakeFile>) => {
        file.lastModified = 2;
      },
    ],
  ])('with %s has changed', async (_what, change) => {
    const file = fakeFile('a.jpg', 100);
    const { world, id } = await sendingWorld(file);
    change(file);
    world.latest().fail('NETWORK');
    await world.clock.settle();
    expect(world.item(id).state).toEqual({ status: 'failed', failure: { code: 'FILE_CHANGED' } });
  });

  test('that is as it was is sent again', async () => {
    const { world, id } = await sendingWorld();
    world.latest().fail('NETWORK');
    await world.clock.settle();
    expect(world.item(id).state).toMatchObject({ status: 'waiting', failure: { code: 'NETWORK' } });
  });

  test('and is picked up again by a retry starts from its first byte', async () => {
    const file = fakeFile('film.mp4', 50 * MEBIBYTE);
    const { world, id } = await sendingWorld(file);
    world.latest().events.onResumeUrl('https://upload.example/film');
    world.latest().events.onAccepted(9 * MEBIBYTE);
    file.sizeOnDisk = 40 * MEBIBYTE;
    world.latest().fail('NETWORK');
    await world.clock.settle();
    world.engine.retry([id]);
    await world.clock.advance(50);
    expect(world.terminated).toEqual(['https://upload.example/film']);
    expect(world.latest().job).toMatchObject({ sizeInBytes: 40 * MEBIBYTE, ticket: { protocol: 'tus' } });
    expect(world.latest().job.ticket).not.toHaveProperty('resumeUrl');
    expect(world.item(id).state).toEqual({ status: 'sending', bytesSent: 0, bytesAccepted: 0 });
  });
});
