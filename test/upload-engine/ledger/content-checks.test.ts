import { expect, test } from 'vitest';
import type { MediaFile } from '#contracts';
import { FailureError } from '#upload-engine';
import { type ContentChecks, createContentChecks } from '../../../src/upload-engine/ledger/content-checks.ts';
import { type ItemEvent, transition } from '../../../src/upload-engine/transition.ts';
import { type Deferred, deferred } from '../../support/deferred.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createLedgerWorld, mediaFile, uploadIdOf } from './support/ledger-world.ts';

const settled = () => createManualClock().settle();
const md5 = '0123456789abcdef0123456789abcdef';
const ready: MediaFile = { ...mediaFile('file'), operationStatus: 'READY' };

/** One item, a hasher whose answers are given by hand, and a Wix that says of the file what it is told to. */
function given(stored: MediaFile = ready) {
  const world = createLedgerWorld();
  world.add(1);
  const hashes: {
    readonly answer: Deferred<string>;
    readonly signal: AbortSignal;
    readonly sample: (hash: string) => void;
  }[] = [];
  const told: (readonly [string, string])[] = [];
  const sampled: (readonly [string, string])[] = [];
  const state = { stored };
  const checks: ContentChecks = createContentChecks({
    hasher: {
      md5(_, signal, sample = () => {}) {
        const answer = deferred<string>();
        hashes.push({ answer, signal, sample });
        return answer.promise;
      },
    },
    source: { getFileStates: async () => [state.stored] },
    bodyOf: () => ({}),
    onSampled: (item, hash) => sampled.push([item.state.status, hash]),
    onHashed: (item, hash) => told.push([item.state.status, hash]),
  });
  const happen = (...events: readonly ItemEvent[]) => {
    for (const event of events) {
      const previous = world.items.get(uploadIdOf(0));
      if (!previous) throw new Error('no item');
      const item = { ...previous, state: transition(previous.state, event) };
      world.items.set(item.id, item);
      checks.transitioned(item, event, previous);
    }
  };
  const status = async () =>
    (await checks.readiness.getFileStates(['file'], new AbortController().signal))[0]?.operationStatus;
  return { happen, hashes, told, sampled, checks, status, state };
}
const toSending: readonly ItemEvent[] = [
  { type: 'check-started' },
  { type: 'ticket-asked' },
  { type: 'sending-started', bytesAccepted: 0 },
];
const accepted: ItemEvent = { type: 'accepted', file: mediaFile('file') };

test('a file is hashed when it starts to be sent, not before, and once for all its tries', () => {
  const { happen, hashes } = given();
  happen({ type: 'check-started' }, { type: 'ticket-asked' });
  expect(hashes).toHaveLength(0);
  happen(
    { type: 'sending-started', bytesAccepted: 0 },
    { type: 'paused', bytesAccepted: 5 },
    { type: 'requeued' },
    ...toSending,
  );
  expect(hashes).toHaveLength(1);
});

test('the hash is told when the file is accepted and the hash is known, whichever comes first', async () => {
  const hashFirst = given();
  hashFirst.happen(...toSending);
  hashFirst.hashes[0]?.answer.resolve(md5);
  await settled();
  expect(hashFirst.told).toEqual([]);
  hashFirst.happen(accepted);
  expect(hashFirst.told).toEqual([['accepted', md5]]);

  const acceptedFirst = given();
  acceptedFirst.happen(...toSending, accepted);
  expect(acceptedFirst.told).toEqual([]);
  acceptedFirst.hashes[0]?.answer.resolve(md5);
  await settled();
  expect(acceptedFirst.told).toEqual([['accepted', md5]]);
});

test('what Wix calls ready is pending for us until the server has compared', async () => {
  const { happen, hashes, status, state, checks } = given();
  happen(...toSending, accepted);
  expect(await status()).toBe('PENDING');
  for (let asked = 0; asked < 20; asked += 1) expect(await status()).toBe('PENDING');
  hashes[0]?.answer.resolve(md5);
  await settled();
  expect(await status()).toBe('PENDING');
  expect(checks.isAwaited(uploadIdOf(0))).toBe(true);
  state.stored = { ...ready, verification: 'verified' };
  expect(await status()).toBe('READY');
  happen({ type: 'became-ready', file: state.stored });
  expect(checks.isAwaited(uploadIdOf(0))).toBe(false);
});

test('a server that never compares holds a hashed file up for a few questions only', async () => {
  const { happen, hashes, status } = given();
  happen(...toSending, accepted);
  hashes[0]?.answer.resolve(md5);
  await settled();
  const answers = [await status(), await status(), await status(), await status(), await status()];
  expect(answers).toEqual(['PENDING', 'PENDING', 'PENDING', 'PENDING', 'READY']);
});

test('a file that cannot be read for hashing is not held up, and nothing is claimed of it', async () => {
  const { happen, hashes, status, told, checks } = given();
  happen(...toSending);
  hashes[0]?.answer.reject(new FailureError({ code: 'FILE_UNREADABLE' }));
  await settled();
  happen({ type: 'progressed', bytesSent: 1, bytesAccepted: 0 });
  expect(checks.isAwaited(uploadIdOf(0))).toBe(false);
  expect(told).toEqual([]);
  expect(await status()).toBe('READY');
});

test('a failed processing is told at once', async () => {
  const { happen, status, state } = given();
  happen(...toSending, accepted);
  state.stored = { ...ready, operationStatus: 'FAILED' };
  expect(await status()).toBe('FAILED');
});

test.each<ItemEvent>([{ type: 'cancelled' }, { type: 'failed', failure: { code: 'FILE_CHANGED' } }])(
  'an item that ended ($type) is not hashed further, and a late hash says nothing',
  async (event) => {
    const { happen, hashes, told, checks } = given();
    happen(...toSending, event);
    expect(hashes[0]?.signal.aborted).toBe(true);
    hashes[0]?.answer.resolve(md5);
    await settled();
    expect(told).toEqual([]);
    expect(checks.isAwaited(uploadIdOf(0))).toBe(false);
  },
);

test('a file that goes again because its stored copy differs is hashed again', async () => {
  const { happen, hashes, told } = given();
  happen(
    ...toSending,
    accepted,
    { type: 'wait-started', reason: 'retry', bytesAccepted: 0 },
    { type: 'requeued' },
    ...toSending,
    accepted,
  );
  expect(hashes).toHaveLength(2);
  hashes[0]?.answer.resolve('f'.repeat(32));
  hashes[1]?.answer.resolve(md5);
  await settled();
  expect(told).toEqual([['accepted', md5]]);
});

test('a file that turns out to have arrived in an earlier try is compared as well', () => {
  const { happen, hashes } = given();
  happen({ type: 'check-started' }, { type: 'ticket-asked' }, accepted);
  expect(hashes).toHaveLength(1);
});

test('leaving ends every hash', () => {
  const { happen, hashes, checks } = given();
  happen(...toSending);
  checks.dispose();
  expect(hashes[0]?.signal.aborted).toBe(true);
});

test('the sampled hash is told as soon as it is known, and not of an item that ended', () => {
  const { happen, hashes, sampled } = given();
  happen(...toSending);
  hashes[0]?.sample('a'.repeat(64));
  expect(sampled).toEqual([['sending', 'a'.repeat(64)]]);
  happen({ type: 'cancelled' });
  hashes[0]?.sample('b'.repeat(64));
  expect(sampled).toHaveLength(1);
});
