import { beforeEach, expect, test } from 'vitest';
import type { LiveEvent, MediaFile, OperationStatus } from '../../../src/contracts/index.ts';
import type { LiveEvents } from '../../../src/dashboard/hooks/live-events.ts';
import { createLiveReadiness } from '../../../src/dashboard/hooks/live-readiness.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const uploadId = '0b0a3c8e-7f0e-4f0e-9a53-7b0f5f0f2c11';
const changed = (fileId: string): LiveEvent => ({ type: 'file-changed', uploadId, fileId, state: 'ready' });

let clock: ManualClock;
let states: Map<string, OperationStatus>;
let asked: string[][];
let listeners: Set<(event: LiveEvent) => void>;
let isServerDown: boolean;
beforeEach(() => {
  clock = createManualClock();
  states = new Map();
  asked = [];
  listeners = new Set();
  isServerDown = false;
});

const fileOf = (id: string, operationStatus: OperationStatus): MediaFile => ({
  id,
  displayName: id,
  url: '',
  hash: '',
  mediaType: 'VIDEO',
  operationStatus,
});
const live: Pick<LiveEvents, 'subscribe'> = {
  subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
function readiness() {
  const ask = async (ids: readonly string[]) => {
    asked.push([...ids]);
    if (isServerDown) throw new Error('the server is down');
    return ids.flatMap((id) => {
      const state = states.get(id);
      return state === undefined ? [] : fileOf(id, state);
    });
  };
  return createLiveReadiness(ask, live, clock);
}
const tell = (event: LiveEvent) => {
  for (const listener of [...listeners]) listener(event);
};
const never = new AbortController().signal;

test('a file in processing is asked about as soon as the site says that it changed, and the answer is told', async () => {
  const source = readiness();
  const settled: MediaFile[] = [];
  source.subscribe?.((file) => settled.push(file));
  states.set('clip', 'PENDING');
  await source.getFileStates(['clip'], never);
  states.set('clip', 'READY');
  tell(changed('clip'));
  await clock.advance(200);
  expect(asked).toEqual([['clip'], ['clip']]);
  expect(settled).toEqual([fileOf('clip', 'READY')]);
});

test('the event alone is no proof: a file that Wix still processes goes on waiting', async () => {
  const source = readiness();
  const settled: MediaFile[] = [];
  source.subscribe?.((file) => settled.push(file));
  states.set('clip', 'PENDING');
  await source.getFileStates(['clip'], never);
  tell(changed('clip'));
  await clock.advance(200);
  expect(settled).toEqual([]);
  expect(listeners.size).toBe(1);
});

test('nothing is listened to while no file is in processing', async () => {
  const source = readiness();
  source.subscribe?.(() => {});
  states.set('photo', 'READY');
  await source.getFileStates(['photo', 'unknown'], never);
  expect(listeners.size).toBe(0);
  states.set('clip', 'PENDING');
  await source.getFileStates(['clip'], never);
  expect(listeners.size).toBe(1);
  states.set('clip', 'FAILED');
  await source.getFileStates(['clip'], never);
  expect(listeners.size).toBe(0);
});

test('files of other pages are not asked about', async () => {
  const source = readiness();
  source.subscribe?.(() => {});
  states.set('clip', 'PENDING');
  await source.getFileStates(['clip'], never);
  tell(changed('of-another-page'));
  tell({ type: 'batch-changed', batchId: uploadId });
  await clock.advance(1000);
  expect(asked).toHaveLength(1);
});

test('250 files that change together are asked about in three calls', async () => {
  const source = readiness();
  const settled: MediaFile[] = [];
  source.subscribe?.((file) => settled.push(file));
  const ids = Array.from({ length: 250 }, (_, index) => `clip-${index}`);
  for (const id of ids) states.set(id, 'PENDING');
  await source.getFileStates(ids, never);
  for (const id of ids) {
    states.set(id, 'READY');
    tell(changed(id));
  }
  await clock.advance(200);
  expect(asked.slice(1).map((call) => call.length)).toEqual([100, 100, 50]);
  expect(settled.map(({ id }) => id)).toEqual(ids);
});

test('after a gap everything in processing is asked about once', async () => {
  const source = readiness();
  source.subscribe?.(() => {});
  for (const id of ['a', 'b']) states.set(id, 'PENDING');
  await source.getFileStates(['a', 'b'], never);
  tell({ type: 'gap' });
  await clock.advance(200);
  expect(asked).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('a server that does not answer then is asked as if nothing had been said', async () => {
  const source = readiness();
  const settled: MediaFile[] = [];
  source.subscribe?.((file) => settled.push(file));
  states.set('clip', 'PENDING');
  await source.getFileStates(['clip'], never);
  isServerDown = true;
  tell(changed('clip'));
  await clock.advance(200);
  isServerDown = false;
  states.set('clip', 'READY');
  expect(await source.getFileStates(['clip'], never)).toEqual([fileOf('clip', 'READY')]);
  expect(settled).toEqual([]);
});

test('an engine that is gone listens to nothing any more', async () => {
  const source = readiness();
  const stop = source.subscribe?.(() => {});
  states.set('clip', 'PENDING');
  await source.getFileStates(['clip'], never);
  stop?.();
  expect(listeners.size).toBe(0);
  await source.getFileStates(['clip'], never);
  expect(listeners.size).toBe(0);
});
