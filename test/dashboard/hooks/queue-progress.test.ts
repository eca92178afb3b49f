import { expect, test } from 'vitest';
import { countGroups } from '../../../src/dashboard/hooks/queue-groups.ts';
import { filledShare, overallPercent, wantedCount } from '../../../src/dashboard/hooks/queue-progress.ts';
import { summaryOf } from '../summary-of.ts';

test('all bytes sent is not yet done: 100 waits for the last file to be ready', () => {
  expect(overallPercent(summaryOf({ accepted: 1, ready: 1 }, { progress: 1 }))).toBe(99);
  expect(overallPercent(summaryOf({ ready: 2 }, { progress: 1 }))).toBe(100);
});

test('nothing to send is no progress', () => {
  expect(overallPercent(summaryOf({ queued: 1 }))).toBe(0);
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

test('at the end the bar shows how much of it succeeded', () => {
  expect(filledShare(summaryOf({ ready: 3, failed: 1 }, { progress: 1 }))).toBe(75);
  expect(filledShare(summaryOf({ ready: 3, failed: 1, queued: 1 }, { progress: 0.5 }))).toBe(50);
});
