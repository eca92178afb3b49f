import { expect, test } from 'vitest';
import { countGroups, idsOfGroup } from '../../../src/dashboard/hooks/queue-groups.ts';
import { overallPercent, wantedCount } from '../../../src/dashboard/hooks/queue-progress.ts';
import type { ItemState, UploadItem } from '../../../src/upload-engine/index.ts';
import { summaryOf } from '../summary-of.ts';

test('all bytes sent is not yet done: 100 waits for the last file to be ready', () => {
  expect(overallPercent(summaryOf({ accepted: 1, ready: 1 }, { bytesTotal: 200, bytesSent: 200 }))).toBe(99);
  expect(overallPercent(summaryOf({ ready: 2 }, { bytesTotal: 200, bytesSent: 200 }))).toBe(100);
});

test('nothing to send is no progress', () => {
  expect(overallPercent(summaryOf({ queued: 1 }, { bytesTotal: 0 }))).toBe(0);
  expect(overallPercent(summaryOf({ cancelled: 3 }))).toBe(0);
});

test('what was cancelled or left out is not waited for', () => {
  expect(wantedCount(summaryOf({ ready: 2, failed: 1, cancelled: 4, skipped: 1 }))).toBe(3);
});

test('every file is in exactly one group', () => {
  const summary = summaryOf({
    queued: 1,
    sending: 2,
    waiting: 3,
    accepted: 1,
    ready: 4,
    failed: 5,
    skipped: 6,
    cancelled: 7,
  });
  const { all, active, ready, failed, out } = countGroups(summary);
  expect({ all, active, ready, failed, out }).toEqual({ all: 29, active: 7, ready: 4, failed: 5, out: 13 });
  expect(active + ready + failed + out).toBe(all);
});

test('a group keeps the order added and skips files that have left the list', () => {
  const items = new Map([
    ['a', item('a', { status: 'failed', failure: { code: 'NETWORK' } })],
    ['b', item('b', { status: 'queued' })],
    ['d', item('d', { status: 'failed', failure: { code: 'STALLED' } })],
  ]);
  const ids = ['a', 'b', 'c', 'd'];
  expect(idsOfGroup(ids, (id) => items.get(id), 'failed')).toEqual(['a', 'd']);
  expect(idsOfGroup(ids, (id) => items.get(id), 'all')).toBe(ids);
});

function item(id: string, state: ItemState): UploadItem {
  const destination = { kind: 'inbox-media' } as const;
  return { id, batchId: 'batch', name: id, path: id, sizeInBytes: 1, mimeType: 'image/png', destination, state };
}
