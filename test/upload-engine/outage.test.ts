import { describe, expect, test } from 'vitest';
import { createWorld, failed, fakeFile } from './support/scripted-world.ts';

const MINUTE = 60_000;
const files = (count: number) => Array.from({ length: count }, (_, index) => fakeFile(`${index}.jpg`, 100));

describe('when the browser says offline', () => {
  test('what runs waits, nothing new starts, and all goes on at once when it is back', async () => {
    const world = createWorld();
    world.add(...files(20));
    await world.clock.advance(50);
    expect(world.running()).toHaveLength(6);
    world.script.send = (sending) => sending.fail('NETWORK');
    world.connectivity.set(false);
    expect(world.running()).toEqual([]);
    expect(world.engine.getSummary().byStatus).toMatchObject({ sending: 0, failed: 0 });
    const waiting = world.engine.getItemIds().filter((id) => world.status(id) === 'waiting');
    expect(waiting.length).toBeGreaterThanOrEqual(6);
    for (const id of waiting)
      expect(world.item(id).state).toEqual({ status: 'waiting', reason: 'offline', bytesSent: 0, bytesAccepted: 0 });
    await world.clock.advance(10 * MINUTE);
    expect(world.engine.getSummary().byStatus.failed).toBe(0);
    world.script.send = () => {};
    world.connectivity.set(true);
    await world.clock.advance(50);
    expect(world.running().length).toBeGreaterThanOrEqual(6);
  });

  test('days offline cost no file its tries', async () => {
    const world = createWorld();
    const ids = world.add(...files(3));
    await world.clock.advance(50);
    world.script.send = (sending) => sending.fail('NETWORK');
    world.connectivity.set(false);
    await world.clock.advance(48 * 60 * MINUTE);
    world.script.send = (sending) => sending.accept({ operationStatus: 'READY' });
    world.connectivity.set(true);
    await world.clock.advance(1_000);
    expect(ids.map(world.status)).toEqual(['ready', 'ready', 'ready']);
  });

  test('it is not believed for long: one file tries, and if it gets through, all go on', async () => {
    const world = createWorld();
    world.add(...files(20));
    await world.clock.advance(50);
    world.connectivity.set(false);
    const before = world.sendings.length;
    await world.clock.advance(1_000);
    expect(world.sendings.length).toBe(before + 1);
    world.latest().accept();
    await world.clock.advance(50);
    expect(world.running().length).toBe(6);
  });

  test('an engine that starts offline waits for the line before it asks anything more than a probe', async () => {
    const world = createWorld({ connectivity: { isOnline: () => false, subscribe: () => () => {} } });
    world.add(...files(20));
    await world.clock.advance(500);
    expect(world.ticketCalls).toEqual([]);
    await world.clock.advance(1_000);
    expect(world.ticketCalls.flat()).toHaveLength(1);
  });
});

describe('when the line is dead although the browser says online', () => {
  test('a few failures stop everything but one probe at a time, and no file runs out of tries', async () => {
    const world = createWorld();
    world.script.send = (sending) => sending.fail('NETWORK');
    world.add(...files(50));
    await world.clock.advance(1_000);
    const tried = world.sendings.length;
    expect(tried).toBeLessThanOrEqual(14);
    await world.clock.advance(10 * MINUTE);
    // One try in 30 s at the most once the delays have grown.
    expect(world.sendings.length - tried).toBeLessThan(40);
    expect(world.engine.getSummary().byStatus.failed).toBe(0);
  });

  test('the first file that gets through wakes all others at once', async () => {
    const world = createWorld();
    world.script.send = (sending) => sending.fail('NETWORK');
    const ids = world.add(...files(50));
    await world.clock.advance(5 * MINUTE);
    world.script.send = (sending) => sending.accept({ operationStatus: 'READY' });
    await world.clock.advance(40_000);
    expect(ids.every((id) => world.status(id) === 'ready')).toBe(true);
  });

  test('pausing the file that probes does not leave the others waiting for ever', async () => {
    const world = createWorld();
    world.script.send = (sending) => sending.fail('NETWORK');
    const ids = world.add(...files(10));
    await world.clock.advance(10_000);
    world.script.send = () => {};
    await world.clock.advance(MINUTE);
    expect(world.running()).toHaveLength(1);
    const probing = ids.find((id) => world.status(id) === 'sending') ?? '';
    world.engine.pause([probing]);
    world.script.send = (sending) => sending.accept({ operationStatus: 'READY' });
    await world.clock.advance(2 * MINUTE);
    expect(ids.filter((id) => world.status(id) === 'ready')).toHaveLength(9);
  });

  test('a large file that probes ends the outage as soon as its bytes keep moving', async () => {
    const world = createWorld();
    world.script.send = (sending) => sending.fail('NETWORK');
    const large = Array.from({ length: 4 }, (_, index) => fakeFile(`${index}.mp4`, 900 * 1024 * 1024));
    world.add(...large);
    await world.clock.advance(10_000);
    world.script.send = () => {};
    await world.clock.advance(MINUTE);
    expect(world.running()).toHaveLength(1);
    world.latest().events.onSent(1_000_000);
    expect(world.running()).toHaveLength(1);
    await world.clock.advance(2_500);
    world.latest().events.onSent(2_000_000);
    await world.clock.advance(50);
    expect(world.running().length).toBeGreaterThan(1);
  });
});

describe('when our own server does not answer', () => {
  test('tickets in hand say nothing of it: when it answers again all go on, although they have run out', async () => {
    const world = createWorld();
    const answer = world.script.tickets;
    const ids = world.add(...files(50));
    await world.clock.advance(50);
    world.script.tickets = async () => {
      throw failed('SERVER_UNAVAILABLE');
    };
    for (const sending of world.running().slice(0, 3)) sending.accept({ operationStatus: 'READY' });
    await world.clock.advance(50);
    expect(ids.filter((id) => world.status(id) === 'waiting').length).toBeGreaterThanOrEqual(6);
    const before = world.sendings.length;
    world.script.send = (sending) => sending.fail('TICKET_EXPIRED');
    world.script.tickets = answer;
    await world.clock.advance(1_000);
    expect(world.sendings.length).toBe(before);
    expect(ids.filter((id) => world.status(id) === 'waiting')).toEqual([]);
  });

  test('one file asks at a time, and all go on when it answers', async () => {
    const world = createWorld();
    const answer = world.script.tickets;
    world.script.tickets = async () => {
      throw failed('SERVER_UNAVAILABLE');
    };
    const ids = world.add(...files(100));
    await world.clock.advance(3 * MINUTE);
    expect(world.ticketCalls.slice(2).every((call) => call.length === 1)).toBe(true);
    expect(world.ticketCalls.length).toBeLessThan(20);
    expect(world.engine.getSummary().byStatus.failed).toBe(0);
    world.script.tickets = answer;
    world.script.send = (sending) => sending.accept({ operationStatus: 'READY' });
    await world.clock.advance(40_000);
    expect(ids.every((id) => world.status(id) === 'ready')).toBe(true);
  });
});

test('one file that always fails does not stop the others', async () => {
  const world = createWorld();
  world.script.send = (sending) => {
    if (sending.job.fileName === '0.jpg') sending.fail('WIX_UNAVAILABLE');
    else sending.accept({ operationStatus: 'READY' });
  };
  const ids = world.add(...files(200));
  await world.clock.advance(5_000);
  expect(ids.slice(1).every((id) => world.status(id) === 'ready')).toBe(true);
  await world.clock.advance(60 * MINUTE);
  expect(world.item(ids[0] ?? '').state).toMatchObject({ status: 'failed', failure: { code: 'WIX_UNAVAILABLE' } });
});
