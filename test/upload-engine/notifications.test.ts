import { describe, expect, test } from 'vitest';
import { createWorld, fakeFile, type ScriptedWorld } from './support/scripted-world.ts';

const files = (count: number) => Array.from({ length: count }, (_, index) => fakeFile(`${index}.jpg`, 1_000));

/** A change every two milliseconds, from the second byte on. */
async function sendForASecond({ latest, clock }: ScriptedWorld): Promise<void> {
  for (let byte = 2; byte <= 500; byte += 1) {
    latest().events.onSent(byte);
    await clock.advance(2);
  }
}

describe('subscriptions', () => {
  test('an item is told of its own changes only, at most once a frame', async () => {
    const world = createWorld();
    const [first = '', second = ''] = world.add(...files(2));
    await world.clock.advance(100);
    let firstCalls = 0;
    let secondCalls = 0;
    world.engine.subscribeItem(first, () => {
      firstCalls += 1;
    });
    world.engine.subscribeItem(second, () => {
      secondCalls += 1;
    });
    for (let byte = 1; byte <= 50; byte += 1) world.sendings[0]?.events.onSent(byte);
    expect(firstCalls).toBe(0);
    await world.clock.advance(66);
    expect([firstCalls, secondCalls]).toEqual([1, 0]);
    await world.clock.advance(1_000);
    expect([firstCalls, secondCalls]).toEqual([1, 0]);
  });

  test('a change after a quiet moment is told in the next frame, a stream of changes ten times a second', async () => {
    const world = createWorld();
    const [id = ''] = world.add(...files(1));
    await world.clock.advance(1_000);
    let calls = 0;
    world.engine.subscribeItem(id, () => {
      calls += 1;
    });
    world.latest().events.onSent(1);
    await world.clock.advance(16);
    expect(calls).toBe(1);
    await sendForASecond(world);
    expect(calls).toBeGreaterThan(5);
    expect(calls).toBeLessThanOrEqual(11);
    await world.clock.advance(116);
    const told = calls;
    await world.clock.advance(1_000);
    expect(calls).toBe(told);
  });

  test('the summary is told in the next frame after a quiet moment, and five times a second in a stream of changes', async () => {
    const world = createWorld();
    world.add(...files(1));
    await world.clock.advance(1_000);
    let calls = 0;
    world.engine.subscribeSummary(() => {
      calls += 1;
    });
    world.latest().events.onSent(1);
    await world.clock.advance(16);
    expect(calls).toBe(1);
    await sendForASecond(world);
    expect(calls).toBeGreaterThan(3);
    expect(calls).toBeLessThanOrEqual(6);
    const told = calls;
    await world.clock.advance(216);
    // What changed last is told as well.
    expect(calls).toBe(told + 1);
  });

  test('the list is told when it changes, and its ids are the same array until then', async () => {
    const world = createWorld();
    let calls = 0;
    world.engine.subscribeItemIds(() => {
      calls += 1;
    });
    world.add(...files(500));
    await world.clock.advance(100);
    expect(calls).toBeGreaterThanOrEqual(1);
    const ids = world.engine.getItemIds();
    expect(ids).toHaveLength(500);
    const before = calls;
    world.latest().events.onSent(1);
    await world.clock.advance(100);
    expect(world.engine.getItemIds()).toBe(ids);
    expect(calls).toBe(before);
  });

  test('nobody is told after unsubscribing, and one listener that throws does not silence the others', async () => {
    const world = createWorld();
    const [id = ''] = world.add(...files(1));
    await world.clock.advance(1_000);
    let calls = 0;
    const stop = world.engine.subscribeItem(id, () => {
      calls += 1;
    });
    stop();
    world.engine.subscribeItem(id, () => {
      throw new Error('a broken row');
    });
    world.engine.subscribeSummary(() => {
      calls += 1;
    });
    world.latest().events.onSent(1);
    await expect(world.clock.advance(66)).rejects.toThrow('a broken row');
    expect(calls).toBe(1);
  });

  test('an item is the same object until it changes, and so is the summary', async () => {
    const world = createWorld();
    const [id = '', other = ''] = world.add(...files(2));
    await world.clock.advance(100);
    const item = world.item(id);
    const otherItem = world.item(other);
    const summary = world.engine.getSummary();
    expect(world.engine.getSummary()).toBe(summary);
    world.sendings[0]?.events.onSent(7);
    expect(world.item(id)).not.toBe(item);
    expect(world.item(other)).toBe(otherItem);
    expect(world.engine.getSummary()).not.toBe(summary);
  });
});

describe('the summary', () => {
  test('shows speed and time left once they are stable, and keeps them while paused', async () => {
    const world = createWorld();
    world.add(fakeFile('film.mp4', 100_000));
    await world.clock.advance(50);
    const { events } = world.latest();
    for (let second = 1; second <= 5; second += 1) {
      await world.clock.advance(1_000);
      events.onSent(second * 10_000);
      if (second === 2) expect(world.engine.getSummary().timeLeftMs).toBeUndefined();
    }
    await world.clock.advance(400);
    const moving = world.engine.getSummary();
    expect(moving.bytesPerSecond).toBeGreaterThan(5_000);
    expect(moving.bytesPerSecond).toBeLessThan(15_000);
    expect(moving.timeLeftMs).toBeGreaterThan(3_000);
    world.engine.pause('all');
    await world.clock.advance(700);
    const paused = world.engine.getSummary();
    await world.clock.advance(600_000);
    expect(world.engine.getSummary().timeLeftMs).toBe(paused.timeLeftMs);
    expect(world.engine.getSummary().isBusy).toBe(false);
  });

  test('tells no time left while the line is down, and tells it again when that is over', async () => {
    const world = createWorld();
    world.add(fakeFile('film.mp4', 100_000));
    await world.clock.advance(50);
    for (let second = 1; second <= 5; second += 1) {
      await world.clock.advance(1_000);
      world.latest().events.onSent(second * 10_000);
    }
    expect(world.engine.getSummary().timeLeftMs).toBeGreaterThan(3_000);
    const told: (number | undefined)[] = [];
    world.engine.subscribeSummary(() => told.push(world.engine.getSummary().timeLeftMs));
    world.script.send = (sending) => sending.fail('NETWORK');
    world.connectivity.set(false);
    await world.clock.advance(600_000);
    expect(new Set(told)).toEqual(new Set([undefined]));
    world.script.send = () => {};
    world.connectivity.set(true);
    await world.clock.advance(1_000);
    expect(told.at(-1)).toBeGreaterThan(3_000);
  });

  test('does not count as speed what the host had from before', async () => {
    const world = createWorld();
    world.script.tickets = async (requests) =>
      requests.map(({ uploadId }) => ({
        uploadId,
        ticket: {
          protocol: 'tus',
          uploadUrl: 'https://u.example/',
          uploadToken: 't',
          resumeUrl: 'https://u.example/1',
        },
      }));
    world.add(fakeFile('film.mp4', 1_000_000_000));
    await world.clock.advance(50);
    world.latest().events.onAccepted(900_000_000);
    expect(world.engine.getSummary().bytesSent).toBe(900_000_000);
    for (let second = 1; second <= 5; second += 1) {
      await world.clock.advance(1_000);
      world.latest().events.onSent(900_000_000 + second * 10_000);
    }
    await world.clock.advance(500);
    expect(world.engine.getSummary().bytesPerSecond).toBeLessThan(15_000);
  });

  test('never falls back when a file has to start again, and never goes above the total', async () => {
    const world = createWorld();
    world.add(...files(1));
    await world.clock.advance(50);
    world.latest().events.onSent(900);
    world.latest().fail('NETWORK');
    await world.clock.advance(2_000);
    expect(world.engine.getSummary().bytesSent).toBe(900);
    world.latest().events.onSent(500);
    expect(world.engine.getSummary().bytesSent).toBe(900);
    world.latest().events.onSent(5_000);
    expect(world.engine.getSummary()).toMatchObject({ bytesSent: 1_000, bytesTotal: 1_000 });
  });

  test('leaves out failed and cancelled files', async () => {
    const world = createWorld();
    const ids = world.add(...files(3));
    await world.clock.advance(50);
    world.sendings[0]?.events.onSent(500);
    world.engine.cancel([ids[0] ?? '']);
    world.sendings[1]?.fail('UPLOAD_REFUSED');
    await world.clock.settle();
    expect(world.engine.getSummary()).toMatchObject({ total: 3, bytesTotal: 1_000, bytesSent: 0 });
  });
});
