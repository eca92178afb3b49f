import { describe, expect, test } from 'vitest';
import { createWorld, fakeFile, siteMedia } from './support/scripted-world.ts';

const MEBIBYTE = 1024 * 1024;
const one = { min: 1, start: 1, max: 1 };

describe('pause and resume', () => {
  test('pause aborts the request; resume sends the file again', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('a.jpg', 100));
    await world.clock.advance(50);
    const first = world.latest();
    world.engine.pause([id]);
    expect(first.signal.aborted).toBe(true);
    expect(world.item(id).state).toEqual({ status: 'paused', bytesSent: 0, bytesAccepted: 0 });
    await world.clock.advance(60_000);
    expect(world.sendings).toHaveLength(1);
    world.engine.resume([id]);
    await world.clock.advance(50);
    expect(world.status(id)).toBe('sending');
    expect(world.sendings).toHaveLength(2);
  });

  test('a paused resumable upload goes on where it was, with no new ticket', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('film.mp4', 50 * MEBIBYTE));
    await world.clock.advance(50);
    world.latest().events.onResumeUrl('https://upload.example/film');
    world.latest().events.onAccepted(8 * MEBIBYTE);
    world.latest().events.onSent(11 * MEBIBYTE);
    world.engine.pause('all');
    expect(world.item(id).state).toEqual({
      status: 'paused',
      bytesSent: 11 * MEBIBYTE,
      bytesAccepted: 8 * MEBIBYTE,
    });
    world.engine.resume('all');
    await world.clock.advance(50);
    expect(world.latest().job.ticket).toMatchObject({ resumeUrl: 'https://upload.example/film' });
    expect(world.ticketCalls).toHaveLength(1);
    expect(world.terminated).toEqual([]);
  });

  test('a pause frees the slot for the next file', async () => {
    const world = createWorld({ concurrency: one });
    const [first = '', second = ''] = world.add(fakeFile('a.jpg', 100), fakeFile('b.jpg', 100));
    await world.clock.advance(50);
    world.engine.pause([first]);
    await world.clock.advance(50);
    expect([world.status(first), world.status(second)]).toEqual(['paused', 'sending']);
  });

  test('pausing one batch leaves the other alone', async () => {
    const world = createWorld();
    const batchId = world.engine.add([fakeFile('a.jpg', 100)], siteMedia);
    world.engine.add([fakeFile('b.jpg', 100)], siteMedia);
    await world.clock.advance(50);
    world.engine.pause({ batchId });
    const byName = Object.fromEntries(world.engine.getItemIds().map((id) => [world.item(id).name, world.status(id)]));
    expect(byName).toEqual({ 'a.jpg': 'paused', 'b.jpg': 'sending' });
  });

  test('files of a batch that are still being added obey an order that was given for all of it', async () => {
    const world = createWorld();
    world.add(fakeFile('a.jpg', 100), fakeFile('b.jpg', 100));
    world.engine.pause('all');
    await world.clock.advance(50);
    expect(world.engine.getSummary().byStatus.paused).toBe(2);
    expect(world.sendings).toEqual([]);
    world.engine.resume('all');
    await world.clock.advance(50);
    expect(world.engine.getSummary().byStatus.sending).toBe(2);
  });

  test('a waiting file can be paused, and then its time does not wake it', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('a.jpg', 100));
    await world.clock.advance(50);
    world.latest().fail('STALLED');
    await world.clock.settle();
    expect(world.status(id)).toBe('waiting');
    world.engine.pause([id]);
    await world.clock.advance(60_000);
    expect(world.status(id)).toBe('paused');
  });
});

test('an order given from within a change of another file is obeyed at once, and costs no slot', async () => {
  let wasPaused = false;
  const world: ReturnType<typeof createWorld> = createWorld({
    concurrency: { min: 2, start: 2, max: 2 },
    onTransition(item, event) {
      if (event.type !== 'sending-started' || item.name !== 'c.jpg' || wasPaused) return;
      wasPaused = true;
      world.engine.pause('all');
    },
  });
  const ids = world.add(...['a', 'b', 'c', 'd'].map((name) => fakeFile(`${name}.jpg`, 100)));
  await world.clock.advance(50);
  // Both slots become free in one go, and both of the next files hold their tickets.
  world.engine.cancel(ids.slice(0, 2));
  await world.clock.advance(50);
  expect(ids.map(world.status)).toEqual(['cancelled', 'cancelled', 'paused', 'paused']);
  expect(world.running()).toEqual([]);
  world.engine.resume('all');
  await world.clock.advance(50);
  expect(world.running()).toHaveLength(2);
});

describe('cancel', () => {
  test('ends a resumable upload on the host', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('film.mp4', 50 * MEBIBYTE));
    await world.clock.advance(50);
    world.latest().events.onResumeUrl('https://upload.example/film');
    world.engine.cancel([id]);
    expect(world.terminated).toEqual(['https://upload.example/film']);
    expect(world.latest().signal.aborted).toBe(true);
    expect(world.status(id)).toBe('cancelled');
  });

  test('takes the rest of a batch that is still being added with it, and every file is accounted for', async () => {
    const world = createWorld();
    world.add(...Array.from({ length: 30 }, (_, index) => fakeFile(`${index}.jpg`, 100)));
    world.engine.cancel('all');
    await world.clock.advance(50);
    expect(world.engine.getSummary()).toMatchObject({ total: 30, byStatus: { cancelled: 30 } });
    expect(world.ticketCalls).toEqual([]);
  });

  test('is the end: no retry and no resume brings the file back', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('a.jpg', 100));
    await world.clock.advance(50);
    world.engine.cancel([id]);
    world.engine.retry('all');
    world.engine.resume('all');
    await world.clock.advance(1_000);
    expect(world.status(id)).toBe('cancelled');
    expect(world.sendings).toHaveLength(1);
  });

  test('while a ticket is asked for ends the call when nobody else waits for it', async () => {
    const world = createWorld();
    let callSignal: AbortSignal | undefined;
    world.script.tickets = (_requests, signal) => {
      callSignal = signal;
      return new Promise(() => {});
    };
    const [first = '', second = ''] = world.add(fakeFile('a.jpg', 1), fakeFile('b.jpg', 1));
    await world.clock.advance(50);
    world.engine.cancel([first]);
    expect(callSignal?.aborted).toBe(false);
    world.engine.cancel([second]);
    expect(callSignal?.aborted).toBe(true);
  });
});

describe('retry', () => {
  test('starts failed files only', async () => {
    const world = createWorld();
    const [failedId = '', pausedId = ''] = world.add(fakeFile('a.jpg', 100), fakeFile('b.jpg', 100));
    await world.clock.advance(50);
    world.sendings[0]?.fail('UPLOAD_REFUSED');
    world.engine.pause([pausedId]);
    await world.clock.settle();
    world.engine.retry('all');
    await world.clock.advance(50);
    expect([world.status(failedId), world.status(pausedId)]).toEqual(['sending', 'paused']);
  });

  test('keeps the accepted bytes of a resumable upload', async () => {
    const world = createWorld();
    const [id = ''] = world.add(fakeFile('film.mp4', 50 * MEBIBYTE));
    await world.clock.advance(50);
    world.latest().events.onResumeUrl('https://upload.example/film');
    world.latest().events.onAccepted(8 * MEBIBYTE);
    world.latest().fail('SITE_QUOTA_EXCEEDED');
    await world.clock.settle();
    world.engine.retry([id]);
    await world.clock.advance(50);
    expect(world.item(id).state).toEqual({ status: 'sending', bytesSent: 8 * MEBIBYTE, bytesAccepted: 8 * MEBIBYTE });
    expect(world.latest().job.ticket).toMatchObject({ resumeUrl: 'https://upload.example/film' });
  });
});

describe('the order', () => {
  const names = (world: ReturnType<typeof createWorld>) => world.sendings.map((sending) => sending.job.fileName);

  test('smallest work first, files of about the same size as they were picked', async () => {
    const world = createWorld({ concurrency: one });
    world.script.send = (sending) => sending.accept();
    world.add(fakeFile('big.jpg', 5_000), fakeFile('a.jpg', 130), fakeFile('b.jpg', 129), fakeFile('tiny.jpg', 2));
    await world.clock.advance(1_000);
    expect(names(world)).toEqual(['tiny.jpg', 'a.jpg', 'b.jpg', 'big.jpg']);
  });

  test('batches take turns', async () => {
    const world = createWorld({ concurrency: one });
    world.script.send = (sending) => sending.accept();
    world.add(fakeFile('a1.jpg', 5), fakeFile('a2.jpg', 5), fakeFile('a3.jpg', 5));
    world.add(fakeFile('b1.jpg', 500), fakeFile('b2.jpg', 500));
    await world.clock.advance(1_000);
    expect(names(world)).toEqual(['a1.jpg', 'b1.jpg', 'a2.jpg', 'b2.jpg', 'a3.jpg']);
  });

  test('sendNext goes before all others', async () => {
    const world = createWorld({ concurrency: one });
    const ids = world.add(...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => fakeFile(`${name}.jpg`, 5)));
    await world.clock.advance(50);
    world.script.send = (sending) => sending.accept();
    world.engine.sendNext([ids[5] ?? '']);
    world.latest().accept();
    await world.clock.advance(1_000);
    // The next one has its ticket already; it is not thrown away.
    expect(names(world).indexOf('f.jpg')).toBeLessThanOrEqual(2);
    expect(names(world)).toHaveLength(6);
  });

  test('sendNext goes before a hundred files that hold their tickets already', async () => {
    const world = createWorld({ concurrency: one });
    const accepted: string[] = [];
    world.script.send = (sending) => {
      if (accepted.push(sending.job.fileName) <= 60) sending.accept();
    };
    const ids = world.add(...Array.from({ length: 400 }, (_, index) => fakeFile(`${index}.jpg`, 5)));
    await world.clock.advance(500);
    const inHand = ids.filter((id) => world.item(id).state.status === 'ticketing').length;
    expect(inHand).toBeGreaterThan(50);
    world.engine.sendNext([ids[399] ?? '', ids[398] ?? '']);
    await world.clock.advance(100);
    const before = world.sendings.length;
    for (const _ of [1, 2, 3]) {
      world.latest().accept();
      await world.clock.advance(10);
    }
    expect(names(world).slice(before, before + 2)).toEqual(['399.jpg', '398.jpg']);
    expect(names(world)[before + 2]).not.toBeUndefined();
  });

  test('a large file gets a slot beside many small ones, and the other way round', async () => {
    const world = createWorld({ concurrency: { min: 2, start: 3, max: 3 } });
    const small = Array.from({ length: 20 }, (_, index) => fakeFile(`${index}.jpg`, 100));
    const large = Array.from({ length: 5 }, (_, index) => fakeFile(`${index}.mp4`, 50 * MEBIBYTE));
    world.add(...small, ...large);
    await world.clock.advance(100);
    expect(names(world).toSorted()).toEqual(['0.jpg', '0.mp4', '1.jpg']);
  });

  test('large files take all slots when nothing else waits', async () => {
    const world = createWorld({ concurrency: { min: 2, start: 3, max: 3 } });
    world.add(...Array.from({ length: 5 }, (_, index) => fakeFile(`${index}.mp4`, 50 * MEBIBYTE)));
    await world.clock.advance(100);
    expect(names(world)).toEqual(['0.mp4', '1.mp4', '2.mp4']);
  });
});

describe('giveWay', () => {
  test('small files go one at a time for half a second, large ones as before, and what runs is left alone', async () => {
    const world = createWorld({ concurrency: { min: 2, start: 4, max: 4 } });
    const small = Array.from({ length: 20 }, (_, index) => fakeFile(`${index}.jpg`, 100));
    world.add(...small, fakeFile('0.mp4', 50 * MEBIBYTE));
    await world.clock.advance(100);
    const running = () =>
      world
        .running()
        .map(({ job }) => job.fileName)
        .toSorted();
    expect(running()).toEqual(['0.jpg', '0.mp4', '1.jpg', '2.jpg']);
    world.engine.giveWay();
    for (const sending of world.sendings.slice(0, 3)) {
      if (sending.job.fileName.endsWith('.jpg')) sending.accept();
      await world.clock.settle();
    }
    const after = running();
    expect(after).toContain('0.mp4');
    expect(after).toHaveLength(2);
    await world.clock.advance(499);
    expect(running()).toEqual(after);
    await world.clock.advance(1);
    expect(running()).toHaveLength(4);
  });

  test('each word counts from the moment when it is said', async () => {
    const world = createWorld({ concurrency: { min: 2, start: 2, max: 2 } });
    world.engine.giveWay();
    world.add(...Array.from({ length: 5 }, (_, index) => fakeFile(`${index}.jpg`, 100)));
    await world.clock.advance(400);
    world.engine.giveWay();
    await world.clock.advance(400);
    expect(world.running()).toHaveLength(1);
    await world.clock.advance(100);
    expect(world.running()).toHaveLength(2);
  });
});

describe('clearFinished', () => {
  test('takes out what is ready or cancelled, and keeps what failed or is under way', async () => {
    const world = createWorld();
    const ids = world.add(...['a', 'b', 'c', 'd'].map((name) => fakeFile(`${name}.jpg`, 5)));
    await world.clock.advance(50);
    world.sendings[0]?.accept({ operationStatus: 'READY' });
    world.sendings[1]?.fail('UPLOAD_REFUSED');
    world.engine.cancel([ids[2] ?? '']);
    await world.clock.settle();
    world.engine.clearFinished();
    expect(world.engine.getItemIds()).toEqual([ids[1], ids[3]]);
    expect(world.engine.getSummary()).toMatchObject({ total: 2, bytesTotal: 5, byStatus: { ready: 0, cancelled: 0 } });
  });
});

describe('remove', () => {
  test('takes out what failed, of the files that are named, and leaves what is under way', async () => {
    const world = createWorld();
    const ids = world.add(...['a', 'b', 'c', 'd'].map((name) => fakeFile(`${name}.jpg`, 5)));
    await world.clock.advance(50);
    world.sendings[0]?.fail('UPLOAD_REFUSED');
    world.sendings[1]?.fail('UPLOAD_REFUSED');
    world.sendings[2]?.accept({ operationStatus: 'READY' });
    await world.clock.settle();
    world.engine.remove([ids[1] ?? '', ids[2] ?? '', ids[3] ?? '']);
    expect(world.engine.getItemIds()).toEqual([ids[0], ids[2], ids[3]]);
    expect(world.engine.getSummary()).toMatchObject({ total: 3, bytesTotal: 10, byStatus: { failed: 1, ready: 1 } });
    world.engine.remove('all');
    expect(world.engine.getItemIds()).toEqual([ids[2], ids[3]]);
    world.engine.retry('all');
    await world.clock.advance(1_000);
    expect(world.transitions.filter(({ event }) => event.type === 'retried')).toEqual([]);
  });
});

test('after dispose nothing runs and nothing is reported', async () => {
  const world = createWorld();
  world.add(...Array.from({ length: 20 }, (_, index) => fakeFile(`${index}.jpg`, 5)));
  await world.clock.advance(50);
  const before = world.transitions.length;
  let calls = 0;
  world.engine.subscribeSummary(() => {
    calls += 1;
  });
  world.engine.dispose();
  expect(world.running()).toEqual([]);
  world.connectivity.set(false);
  world.connectivity.set(true);
  await world.clock.advance(600_000);
  expect(world.transitions).toHaveLength(before);
  expect(calls).toBe(0);
  expect(world.clock.pending()).toBe(0);
});
