import { describe, expect, test } from 'vitest';
import { createWorld, failed, fakeFile, mediaFile } from './support/scripted-world.ts';

const MINUTE = 60_000;

async function acceptedWorld(count: number) {
  const world = createWorld();
  world.script.states = async (ids) => ids.map((id) => mediaFile({ id }));
  world.script.send = (sending) => sending.accept();
  const ids = world.add(...Array.from({ length: count }, (_, index) => fakeFile(`${index}.jpg`, 10)));
  await world.clock.advance(500);
  expect(ids.every((id) => world.status(id) === 'accepted')).toBe(true);
  return { world, ids };
}

describe('accepted files', () => {
  test('are asked about together, at most 100 in a call, and one call a second as long as that is enough', async () => {
    const { world } = await acceptedWorld(250);
    const calls: { readonly at: number; readonly count: number }[] = [];
    world.script.states = async (ids) => {
      calls.push({ at: world.clock.now(), count: ids.length });
      return ids.map((id) => mediaFile({ id }));
    };
    await world.clock.advance(10_000);
    expect(Math.max(...calls.map(({ count }) => count))).toBe(100);
    for (const [index, { at }] of calls.entries()) {
      const before = calls[index - 1];
      if (before && before.count < 100) expect(at - before.at).toBeGreaterThanOrEqual(1_000);
    }
    // Nobody is passed over: four calls are enough for 250 files.
    expect(new Set(world.readinessCalls.slice(0, 4).flat()).size).toBe(250);
  });

  test('are asked about as fast as they come when more are due than fit into a call', async () => {
    const { world, ids } = await acceptedWorld(1_000);
    world.script.states = async (fileIds) => fileIds.map((id) => mediaFile({ id, operationStatus: 'READY' }));
    await world.clock.advance(4_000);
    expect(ids.every((id) => world.status(id) === 'ready')).toBe(true);
    expect(world.readinessCalls.length).toBeLessThanOrEqual(15);
  });

  test('are asked about less and less often, down to every 15 seconds or so', async () => {
    const { world } = await acceptedWorld(1);
    await world.clock.advance(10 * MINUTE);
    const calls = world.readinessCalls.length;
    expect(calls).toBeGreaterThan(38);
    expect(calls).toBeLessThan(52);
  });

  test('become ready or fail one by one', async () => {
    const { world, ids } = await acceptedWorld(3);
    world.script.states = async (fileIds) =>
      fileIds.map((id) =>
        mediaFile({
          id,
          operationStatus: id.endsWith('0.jpg') ? 'READY' : id.endsWith('1.jpg') ? 'FAILED' : 'PENDING',
        }),
      );
    await world.clock.advance(1_500);
    expect(ids.map(world.status)).toEqual(['ready', 'failed', 'accepted']);
  });

  test('are ready at once when somebody says so, without being asked about', async () => {
    let say: (file: ReturnType<typeof mediaFile>) => void = () => {};
    const world = createWorld({
      readiness: {
        getFileStates: async () => [],
        subscribe(listener) {
          say = listener;
          return () => {};
        },
      },
    });
    const [id = ''] = world.add(fakeFile('a.jpg', 10));
    await world.clock.advance(50);
    say(mediaFile({ id: 'file of a.jpg', operationStatus: 'READY' }));
    world.latest().accept();
    await world.clock.settle();
    say(mediaFile({ id: 'file of a.jpg', operationStatus: 'PENDING' }));
    say(mediaFile({ id: 'of somebody else', operationStatus: 'READY' }));
    expect(world.status(id)).toBe('accepted');
    say(mediaFile({ id: 'file of a.jpg', operationStatus: 'READY' }));
    expect(world.status(id)).toBe('ready');
    say(mediaFile({ id: 'file of a.jpg', operationStatus: 'FAILED' }));
    expect(world.status(id)).toBe('ready');
  });

  test('are asked about again after a call that failed', async () => {
    const { world, ids } = await acceptedWorld(1);
    world.script.states = async () => {
      throw failed('SERVER_UNAVAILABLE');
    };
    await world.clock.advance(MINUTE);
    expect(ids.map(world.status)).toEqual(['accepted']);
    world.script.states = async (fileIds) => fileIds.map((id) => mediaFile({ id, operationStatus: 'READY' }));
    await world.clock.advance(20_000);
    expect(ids.map(world.status)).toEqual(['ready']);
  });

  test('that Wix does not know yet get minutes, and are then said to be lost', async () => {
    const { world, ids } = await acceptedWorld(1);
    world.script.states = async () => [];
    await world.clock.advance(2 * MINUTE);
    expect(ids.map(world.status)).toEqual(['accepted']);
    await world.clock.advance(10 * MINUTE);
    expect(world.item(ids[0] ?? '').state).toMatchObject({ status: 'failed', failure: { code: 'PROCESSING_FAILED' } });
  });
});
