import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LedgerChange } from '#contracts';
import type { ItemEvent } from '../../../src/upload-engine/transition.ts';
import type { Weather } from './support/fake-ledger.ts';
import {
  batchId,
  createLedgerWorld,
  type LedgerWorld,
  ledgerStateOf,
  mediaFile,
  uploadIdOf,
} from './support/ledger-world.ts';

const bring = (world: LedgerWorld, index: number) => {
  world.happen(index, { type: 'check-started' });
  world.happen(index, { type: 'ticket-asked' });
  world.happen(index, { type: 'sending-started', bytesAccepted: 0 });
};
/** What still happens in the task of a `pagehide`: promises, no timer. */
const microtasks = async () => {
  for (let count = 0; count < 50; count += 1) await Promise.resolve();
};
const callsOf = (world: LedgerWorld, method: string) => world.ledger.calls.filter((call) => call.method === method);

test('a batch is opened and its items are written, at most 500 a call', async () => {
  const world = createLedgerWorld();
  world.add(1_200);
  await world.clock.advance(5_000);
  expect(callsOf(world, 'openBatch')).toHaveLength(1);
  expect(callsOf(world, 'recordItems').map(({ count }) => count)).toEqual([500, 500, 200]);
  expect(world.ledger.items(batchId).map(({ uploadId }) => uploadId)).toEqual([...world.items.keys()]);
});

test('ends that come together are written together and soon', async () => {
  const world = createLedgerWorld();
  world.add(300);
  await world.clock.advance(2_000);
  for (let index = 0; index < 300; index += 1) {
    bring(world, index);
    world.happen(index, { type: 'accepted', file: mediaFile(`file-${index}`) });
  }
  await world.clock.advance(1_000);
  expect(callsOf(world, 'recordChanges').length).toBeLessThanOrEqual(3);
  expect(world.ledger.items(batchId).every(({ state }) => state === 'accepted')).toBe(true);
});

test('progress is written at most once a second, and only the newest', async () => {
  const world = createLedgerWorld();
  world.add(1);
  bring(world, 0);
  await world.clock.advance(2_000);
  const before = callsOf(world, 'recordChanges').length;
  for (let bytes = 1; bytes <= 100; bytes += 1) {
    world.happen(0, { type: 'progressed', bytesSent: bytes, bytesAccepted: bytes });
    await world.clock.advance(100);
  }
  expect(callsOf(world, 'recordChanges').length - before).toBeLessThanOrEqual(11);
  await world.clock.advance(1_000);
  expect(world.ledger.items(batchId)[0]?.bytesAccepted).toBe(100);
});

test('the progress of one file is not written again with every end of another', async () => {
  const world = createLedgerWorld();
  world.add(101);
  bring(world, 100);
  await world.clock.advance(2_000);
  world.ledger.calls.length = 0;
  for (let index = 0; index < 100; index += 1) {
    bring(world, index);
    world.happen(index, { type: 'accepted', file: mediaFile(`file-${index}`) });
    world.happen(100, { type: 'progressed', bytesSent: index, bytesAccepted: index });
    await world.clock.advance(50);
  }
  const written = world.ledger.effects.filter(
    ({ type, uploadId }) => type === 'progressed' && uploadId === uploadIdOf(100),
  );
  expect(written.length).toBeLessThanOrEqual(8);
});

test('while the server is away nothing is lost, and little is kept', async () => {
  const world = createLedgerWorld();
  world.ledger.weather = 'away';
  world.add(3);
  for (let index = 0; index < 3; index += 1) bring(world, index);
  for (let bytes = 1; bytes <= 90; bytes += 1)
    world.happen(0, { type: 'progressed', bytesSent: bytes, bytesAccepted: bytes });
  world.happen(1, { type: 'accepted', file: mediaFile('file-1') });
  world.happen(2, { type: 'failed', failure: { code: 'FILE_UNREADABLE' } });
  world.happen(2, { type: 'retried' });
  await world.clock.advance(600_000);
  expect(world.keeper.unwrittenCount()).toBe(3);
  world.ledger.weather = 'fine';
  await world.clock.advance(60_000);
  expect(world.keeper.unwrittenCount()).toBe(0);
  expect(world.ledger.items(batchId).map(({ state, bytesAccepted }) => [state, bytesAccepted])).toEqual([
    ['sending', 90],
    ['accepted', 0],
    ['queued', 0],
  ]);
});

test('a call without an answer is made again', async () => {
  const world = createLedgerWorld();
  await world.clock.advance(0);
  world.ledger.weather = 'silent';
  world.add(1);
  await world.clock.advance(30_000);
  world.ledger.weather = 'fine';
  expect(world.ledger.items(batchId)).toHaveLength(0);
  await world.clock.advance(60_000);
  expect(world.ledger.items(batchId)).toHaveLength(1);
});

test('the server is asked less and less often while it is away', async () => {
  const world = createLedgerWorld();
  world.ledger.weather = 'away';
  await world.clock.advance(300_000);
  const times = callsOf(world, 'openBatch').map(({ at }) => at);
  expect(times.length).toBeGreaterThan(5);
  expect(times.length).toBeLessThan(30);
});

test('an item that the ledger cannot take does not keep the others out', async () => {
  const world = createLedgerWorld();
  world.ledger.refuses = (uploadId) => uploadId === uploadIdOf(333);
  world.add(700);
  await world.clock.advance(30_000);
  expect(world.refused).toEqual([{ itemId: uploadIdOf(333), failure: { code: 'INVALID_ARGUMENT', field: 'items' } }]);
  expect(world.ledger.items(batchId)).toHaveLength(699);
  world.happen(333, { type: 'cancelled' });
  expect(world.keeper.unwrittenCount()).toBe(0);
});

test('the address of a resumable upload goes to the ledger and into no driver change, failure or label', async () => {
  const world = createLedgerWorld();
  world.add(1);
  bring(world, 0);
  const item = world.items.get(uploadIdOf(0));
  if (item) world.keeper.resumeUrlKnown(item, 'https://upload.example/secret', 0);
  await world.clock.advance(2_000);
  expect([...world.ledger.resumeUrls.values()]).toEqual(['https://upload.example/secret']);
  expect(JSON.stringify([world.drivers, world.refused, world.ledger.items(batchId)])).not.toContain('secret');
});

test('the lease is renewed at a third of its life, and given back at the end; what was left is written', async () => {
  const world = createLedgerWorld();
  world.add(1);
  await world.clock.advance(35_000);
  expect(callsOf(world, 'renewLeases')).toHaveLength(3);
  world.happen(0, { type: 'cancelled' });
  await world.keeper.dispose();
  expect(world.ledger.items(batchId)[0]?.state).toBe('cancelled');
  expect(callsOf(world, 'releaseLease')).toHaveLength(1);
  const before = world.ledger.calls.length;
  await world.clock.advance(100_000);
  expect(world.ledger.calls).toHaveLength(before);
});

test('a page that goes hears no answer: its last words leave at once, and its lease right behind them', async () => {
  const world = createLedgerWorld();
  world.add(1);
  await world.clock.advance(2_000);
  world.ledger.weather = 'silent';
  world.happen(0, { type: 'cancelled' });
  world.ledger.calls.length = 0;
  void world.keeper.dispose();
  await microtasks();
  expect(world.ledger.calls.map(({ method }) => method)).toEqual(['recordChanges', 'releaseLease']);
});

test('a write under way when the page goes is made again, ahead of the lease', async () => {
  const world = createLedgerWorld();
  world.add(1);
  await world.clock.advance(2_000);
  world.ledger.weather = 'silent';
  world.happen(0, { type: 'check-started' });
  world.happen(0, { type: 'failed', failure: { code: 'FILE_UNREADABLE' } });
  await world.clock.advance(2_000);
  expect(callsOf(world, 'recordChanges')).toHaveLength(1);
  world.ledger.weather = 'fine';
  world.ledger.calls.length = 0;
  const leaving = world.keeper.dispose();
  await microtasks();
  expect(world.ledger.calls.map(({ method }) => method)).toEqual(['recordChanges', 'releaseLease']);
  await leaving;
  expect(world.ledger.items(batchId)[0]?.state).toBe('failed');
});

test('a page that takes the lease the moment it is given back finds the last words written', async () => {
  const world = createLedgerWorld();
  world.add(1);
  await world.clock.advance(2_000);
  world.happen(0, { type: 'cancelled' });
  const { releaseLease } = world.ledger;
  world.ledger.releaseLease = async (proof, signal) => {
    await releaseLease(proof, signal);
    world.ledger.takenByOther(batchId);
  };
  await world.keeper.dispose();
  expect(world.ledger.items(batchId)[0]?.state).toBe('cancelled');
});

test('leaving while the server is away waits for nothing', async () => {
  const world = createLedgerWorld();
  world.add(1);
  await world.clock.advance(2_000);
  world.ledger.weather = 'away';
  world.happen(0, { type: 'cancelled' });
  await expect(world.keeper.dispose()).resolves.toBeUndefined();
});

test('a page whose lease was taken writes nothing more, learns who drives, and does not fight back', async () => {
  const world = createLedgerWorld();
  world.add(2);
  await world.clock.advance(2_000);
  const other = world.ledger.takenByOther(batchId);
  bring(world, 0);
  world.happen(0, { type: 'accepted', file: mediaFile('file-0') });
  await world.clock.advance(1_000);
  expect(world.keeper.driverOf(batchId)).toEqual({ kind: 'watching' });
  expect(world.keeper.leaseOf(batchId)).toBeUndefined();
  await world.clock.advance(11_000);
  expect(world.keeper.driverOf(batchId)).toMatchObject({ kind: 'watching', heldBy: { userId: 'user' } });
  world.ledger.writeAsOther(other, { type: 'cancelled', uploadId: uploadIdOf(1) });
  expect(world.ledger.items(batchId).map(({ state }) => state)).toEqual(['queued', 'cancelled']);
});

test('an idle page notices at the next renewal that its lease was taken', async () => {
  const world = createLedgerWorld();
  await world.clock.advance(2_000);
  world.ledger.takenByOther(batchId);
  await world.clock.advance(10_000);
  expect(world.keeper.driverOf(batchId)?.kind).toBe('watching');
});

test('when the other page is gone this one catches up and goes on by itself', async () => {
  const world = createLedgerWorld();
  world.add(2);
  await world.clock.advance(2_000);
  const other = world.ledger.takenByOther(batchId);
  await world.clock.advance(12_000);
  world.ledger.writeAsOther(other, { type: 'accepted', uploadId: uploadIdOf(0), fileId: 'by-other' });
  await world.clock.advance(45_000);
  expect(world.drivers).toEqual(['this-page', 'watching', 'watching', 'catching-up', 'this-page']);
  expect(world.items.get(uploadIdOf(0))?.state).toMatchObject({ status: 'accepted', file: { id: 'by-other' } });
});

test('the user may take a batch back from a living page', async () => {
  const world = createLedgerWorld();
  world.add(1);
  await world.clock.advance(2_000);
  const other = world.ledger.takenByOther(batchId);
  await world.clock.advance(12_000);
  const taking = world.keeper.takeOver(batchId);
  await world.clock.advance(5_000);
  await taking;
  await world.clock.advance(0);
  expect(world.keeper.driverOf(batchId)?.kind).toBe('this-page');
  expect(() => world.ledger.writeAsOther(other, { type: 'cancelled', uploadId: uploadIdOf(0) })).toThrow('LEASE_LOST');
});

test('a batch that another page took while it was being loaded is watched, not driven', async () => {
  const world = createLedgerWorld();
  world.add(1);
  await world.clock.advance(2_000);
  await world.keeper.release(batchId);
  world.keeper.drop(batchId);
  const answer = await world.keeper.acquire(batchId, false);
  world.ledger.takenByOther(batchId);
  await world.clock.advance(11_000);
  if ('lease' in answer) world.keeper.adoptBatch(answer.lease);
  expect(world.keeper.driverOf(batchId)).toEqual({ kind: 'watching' });
});

test('a page that is exposed asks every two seconds whether it still drives, and only then', async () => {
  let isExposed = false;
  const world = createLedgerWorld({ isExposed: () => isExposed });
  await world.clock.advance(9_000);
  expect(callsOf(world, 'renewLeases')).toHaveLength(0);
  isExposed = true;
  await world.clock.advance(10_000);
  expect(callsOf(world, 'renewLeases').length).toBeGreaterThanOrEqual(4);
  isExposed = false;
  await world.clock.advance(2_000);
  const before = callsOf(world, 'renewLeases').length;
  await world.clock.advance(30_000);
  expect(callsOf(world, 'renewLeases')).toHaveLength(before + 3);
});

test('what Wix took while the lease was lost is written when the batch comes back', async () => {
  const world = createLedgerWorld();
  world.add(1);
  await world.clock.advance(2_000);
  world.ledger.weather = 'away';
  bring(world, 0);
  world.happen(0, { type: 'accepted', file: mediaFile('mine') });
  await world.clock.advance(5_000);
  const other = world.ledger.takenByOther(batchId);
  world.ledger.writeAsOther(other, { type: 'failed', uploadId: uploadIdOf(0), failure: { code: 'NETWORK' } });
  world.ledger.weather = 'fine';
  await world.clock.advance(120_000);
  expect(world.ledger.items(batchId)[0]).toMatchObject({ state: 'accepted', fileId: 'mine' });
});

const itemCount = 4;
type Step =
  | { readonly do: 'event'; readonly index: number; readonly event: string }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'weather'; readonly weather: Weather }
  | { readonly do: 'taken' }
  | {
      readonly do: 'other-writes';
      readonly index: number;
      readonly type: 'accepted' | 'failed' | 'cancelled' | 'requeued';
    }
  | { readonly do: 'other-leaves' }
  | { readonly do: 'take-over' };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      do: fc.constant('event' as const),
      index: fc.nat(itemCount - 1),
      event: fc.constantFrom(
        'advance',
        'advance',
        'advance',
        'progress',
        'fail',
        'retry',
        'differs',
        'cancel',
        'pause',
        'resume',
      ),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(0, 100, 300, 1_200, 15_000, 70_000) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('weather' as const),
      weather: fc.constantFrom<Weather>('fine', 'fine', 'away', 'lose-answer', 'silent'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('taken' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('other-writes' as const),
      index: fc.nat(itemCount - 1),
      type: fc.constantFrom('accepted' as const, 'failed' as const, 'cancelled' as const, 'requeued' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('other-leaves' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('take-over' as const) }) },
);

let progress = 0;
let files = 0;
function eventFor(name: string, status: string): ItemEvent {
  progress += 1;
  switch (name) {
    case 'progress':
      return { type: 'progressed', bytesSent: progress, bytesAccepted: progress };
    case 'fail':
      return { type: 'failed', failure: { code: 'NETWORK' } };
    case 'retry':
      return { type: 'retried' };
    case 'differs':
      return { type: 'wait-started', reason: 'retry', bytesAccepted: 0 };
    case 'cancel':
      return { type: 'cancelled' };
    case 'pause':
      return { type: 'paused', bytesAccepted: progress };
    case 'resume':
      return { type: 'requeued' };
    default:
      if (status === 'queued') return { type: 'check-started' };
      if (status === 'checking') return { type: 'ticket-asked' };
      if (status === 'ticketing') return { type: 'sending-started', bytesAccepted: progress };
      files += 1;
      return status === 'sending'
        ? { type: 'accepted', file: mediaFile(`file-${files}`) }
        : { type: 'became-ready', file: mediaFile('ready') };
  }
}

async function play(script: readonly Step[]): Promise<{ world: LedgerWorld; accepted: Map<string, number> }> {
  const world = createLedgerWorld();
  const accepted = new Map<string, number>();
  let other: ReturnType<typeof world.ledger.takenByOther> | undefined;
  world.add(itemCount);
  await world.clock.advance(0);
  for (const step of script) {
    switch (step.do) {
      case 'event': {
        const item = world.items.get(uploadIdOf(step.index));
        // A page that only watches moves nothing but what its user cancels.
        if (!item || (!world.isDriving() && step.event !== 'cancel')) break;
        const event = eventFor(step.event, item.state.status);
        if (world.happen(step.index, event) && event.type === 'accepted')
          accepted.set(item.id, (accepted.get(item.id) ?? 0) + 1);
        break;
      }
      case 'wait':
        await world.clock.advance(step.ms);
        break;
      case 'weather':
        world.ledger.weather = step.weather;
        break;
      case 'taken':
        if (world.drivers.length > 0) other = world.ledger.takenByOther(batchId);
        break;
      case 'other-writes': {
        const uploadId = uploadIdOf(step.index);
        const change: LedgerChange =
          step.type === 'accepted'
            ? { type: 'accepted', uploadId, fileId: `other-${step.index}` }
            : step.type === 'failed'
              ? { type: 'failed', uploadId, failure: { code: 'STALLED' } }
              : { type: step.type, uploadId };
        try {
          if (other) world.ledger.writeAsOther(other, change);
        } catch {
          other = undefined;
        }
        break;
      }
      case 'other-leaves':
        if (other) world.ledger.releaseOther(other);
        break;
      case 'take-over':
        void world.keeper.takeOver(batchId).catch(() => undefined);
        await world.clock.advance(0);
    }
  }
  world.ledger.weather = 'fine';
  await world.clock.advance(400_000);
  return { world, accepted };
}

/** A retry and a second failure, of which the ledger hears nothing until another page had the batch. */
const failedAgainBeforeTheLedgerKnew: readonly Step[] = [
  { do: 'event', index: 3, event: 'fail' },
  { do: 'event', index: 3, event: 'retry' },
  { do: 'weather', weather: 'lose-answer' },
  { do: 'event', index: 3, event: 'fail' },
  { do: 'wait', ms: 1200 },
  { do: 'taken' },
];

test('whatever happens to line, server and lease: in the end the ledger says what the engine says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 60 }), async (script) => {
      const { world } = await play(script);
      expect(world.keeper.driverOf(batchId)?.kind).toBe('this-page');
      expect(world.keeper.unwrittenCount()).toBe(0);
      const inLedger = world.ledger
        .items(batchId)
        .map(({ uploadId, state }) => [uploadId, state === 'queued' ? 'sending' : state]);
      expect(inLedger).toEqual([...world.items.values()].map((item) => [item.id, ledgerStateOf(item)]));
    }),
    { numRuns: 400, examples: [[failedAgainBeforeTheLedgerKnew]] },
  );
});

test('whatever happens to line and server: changes of an item arrive in order, and count once', async () => {
  const withoutOthers = steps.filter((step) => step.do === 'event' || step.do === 'wait' || step.do === 'weather');
  await fc.assert(
    fc.asyncProperty(fc.array(withoutOthers, { minLength: 5, maxLength: 60 }), async (script) => {
      const { world, accepted } = await play(script);
      for (const uploadId of world.items.keys()) {
        const effects = world.ledger.effects.filter((change) => change.uploadId === uploadId);
        const positions = effects.flatMap((change) => (change.type === 'progressed' ? change.bytesAccepted : []));
        expect(positions).toEqual(positions.toSorted((a, b) => a - b));
        const fileIds = effects.flatMap((change) => (change.type === 'accepted' ? change.fileId : []));
        expect(new Set(fileIds).size).toBe(fileIds.length);
        expect(fileIds.length).toBeLessThanOrEqual(accepted.get(uploadId) ?? 0);
      }
    }),
    { numRuns: 300 },
  );
});

test('a batch is opened with the names of its folders, as far as the ledger takes them: it is never refused for them', async () => {
  const world = createLedgerWorld();
  const destination = { kind: 'site-media', folderId: 'f' } as const;
  const paths = { a: ['Summer', 'x'.repeat(300)], b: Array.from({ length: 101 }, () => 'deep') };
  for (const [label, folderPath] of Object.entries(paths)) {
    const opened = crypto.randomUUID();
    world.keeper.openBatch({ batchId: opened, label, destination: { ...destination, folderPath } });
    world.keeper.addItem(opened, { uploadId: crypto.randomUUID(), name: 'x', path: 'x', lastModified: 1 });
  }
  await world.clock.advance(5_000);
  const { batches } = await world.ledger.listOpenBatches(new AbortController().signal);
  const written = new Map(batches.map((batch) => [batch.label, batch.destination]));
  expect(written.get('a')).toEqual({ ...destination, folderPath: ['Summer', 'x'.repeat(255)] });
  expect(written.get('b')).toEqual(destination);
});
