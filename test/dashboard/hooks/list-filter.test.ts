import { describe, expect, test } from 'vitest';
import {
  allSections,
  filterSteps,
  isPlain,
  keepSame,
  type ListedQueue,
  type ListFilter,
} from '../../../src/dashboard/hooks/list-filter.ts';
import { type ItemState, inSlices, type UploadItem } from '../../../src/upload-engine/index.ts';

const ready: ItemState = {
  status: 'ready',
  file: { id: '', url: '' },
};
const failed: ItemState = { status: 'failed', failure: { code: 'NETWORK' } };

const queue = queueOf([
  item('Wedding/Church/001.jpg', ready),
  item('Wedding/Church/002.jpg', failed),
  item('Wedding/Party/Église 1.jpg', ready),
  item('notes.txt', failed),
]);

describe('a list that is not narrowed', () => {
  test('is what the engine keeps, without a look at any file', () => {
    const blind = { ...queue, getItem: () => expect.unreachable('no file need be looked at') };
    expect(allSections(blind).map(({ ids }) => ids.length)).toEqual([2, 1, 1]);
    expect([isPlain({ group: 'all', search: '  ' }), isPlain({ group: 'all', search: 'x' })]).toEqual([true, false]);
    expect(isPlain({ group: 'failed', search: '' })).toBe(false);
  });
});

describe('a narrowed list', () => {
  test('keeps the order, and leaves out folders of which nothing passes', () => {
    expect(find({ group: 'failed', search: '' })).toEqual(['Wedding/Church/002.jpg', 'notes.txt']);
  });

  test('is searched by name and by folder: every word has to be there, in any place', () => {
    expect(find({ group: 'all', search: '002' })).toEqual(['Wedding/Church/002.jpg']);
    expect(find({ group: 'all', search: 'church' })).toEqual(['Wedding/Church/001.jpg', 'Wedding/Church/002.jpg']);
    expect(find({ group: 'all', search: ' 001  WEDD ' })).toEqual(['Wedding/Church/001.jpg']);
    expect(find({ group: 'all', search: 'church party' })).toEqual([]);
    expect(find({ group: 'ready', search: '00' })).toEqual(['Wedding/Church/001.jpg']);
  });

  test('finds an accent written as one letter or, as macOS does, as two', () => {
    const found = ['Wedding/Party/Église 1.jpg'];
    expect(find({ group: 'all', search: 'Église'.normalize('NFC') })).toEqual(found);
    expect(find({ group: 'all', search: 'église'.normalize('NFD') })).toEqual(found);
  });

  test('passes over files that have left meanwhile', () => {
    const thinner: ListedQueue = { ...queue, getItem: (id) => (id === 'notes.txt' ? undefined : queue.getItem(id)) };
    expect(run(filterSteps(thinner, { group: 'failed', search: '' })).flatMap(({ ids }) => ids)).toEqual([
      'Wedding/Church/002.jpg',
    ]);
  });

  test('of 100,000 files never keeps the thread longer than a slice and one step', async () => {
    const many = queueOf(Array.from({ length: 100_000 }, (_, at) => item(`Folder ${at % 50}/${at}.jpg`, ready)));
    let now = 0;
    let sliceStart = 0;
    let longest = 0;
    // Each file looked at takes a hundredth of a millisecond of this clock.
    const slow: ListedQueue = {
      ...many,
      getItem(id) {
        now += 0.01;
        return many.getItem(id);
      },
    };
    const clock = {
      now: () => now,
      yield: async () => {
        longest = Math.max(longest, now - sliceStart);
        sliceStart = now;
      },
    };
    const found = await inSlices(filterSteps(slow, { group: 'all', search: '99999' }), clock);
    expect(found.flatMap(({ ids }) => ids)).toEqual(['Folder 49/99999.jpg']);
    expect(longest).toBeGreaterThan(0);
    expect(longest).toBeLessThan(10);
  });
});

test('what was found again is the same object, so that nothing is drawn for nothing', () => {
  const filter: ListFilter = { group: 'failed', search: '' };
  const before = run(filterSteps(queue, filter));
  expect(keepSame(before, run(filterSteps(queue, filter)))).toBe(before);
  const fewer = before.slice(0, 1);
  const kept = keepSame(before, fewer);
  expect(kept).toEqual(fewer);
  expect(kept[0]).toBe(before[0]);
});

function find(filter: ListFilter) {
  return run(filterSteps(queue, filter)).flatMap(({ ids }) => ids);
}

function run<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function item(path: string, state: ItemState): UploadItem {
  const destination = { kind: 'inbox-media' } as const;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { id: path, batchId: 'batch', name, path, sizeInBytes: 1, mimeType: 'image/png', destination, state };
}

function queueOf(items: readonly UploadItem[]): ListedQueue {
  const byId = new Map(items.map((one) => [one.id, one]));
  const folders = new Map<string, string[]>();
  for (const { id, path } of items) {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const ids = folders.get(folder) ?? [];
    ids.push(id);
    folders.set(folder, ids);
  }
  return {
    getFolderKeys: () => [...folders.keys()],
    getFolderItemIds: (key) => folders.get(key) ?? [],
    getItem: (id) => byId.get(id),
  };
}
