import { expect, test } from 'vitest';
import { describeQueue } from '../../../src/dashboard/summary/describe-queue.ts';
import { batchToast } from '../../../src/dashboard/summary/describe-run-event.ts';
import { summaryOf } from '../summary-of.ts';
import { wordsIn } from '../words-in.ts';

const words = wordsIn('en');
const headline = (counts: Parameters<typeof summaryOf>[0]) => {
  const { id, values } = describeQueue(summaryOf(counts));
  return words(id, values);
};

test.each([
  [{ queued: 3, sending: 2, waiting: 1, ready: 4 }, 'Uploading 6 files'],
  [{ waiting: 1, paused: 2 }, '1 file waits'],
  [{ accepted: 2, ready: 1 }, 'Wix is preparing 2 files'],
  [{ paused: 2, ready: 1 }, '2 files are paused'],
  [{ ready: 20 }, 'All 20 files are on your site'],
  [{ ready: 1, cancelled: 3 }, '1 file is on your site'],
  [{ ready: 18, failed: 2 }, '18 of 20 files are on your site, 2 failed'],
  [{ cancelled: 3 }, 'Nothing to upload'],
])('a queue of %j reads “%s”', (counts, text) => {
  expect(headline(counts)).toBe(text);
});

test('the end of a batch is one toast with the right colour', () => {
  const end = (arrived: number, failed: number) => batchToast(words, { type: 'ended', arrived, failed });
  expect(end(20, 0)).toEqual({ type: 'success', message: 'All 20 files are on your site' });
  expect(end(18, 2)).toEqual({ type: 'warning', message: '18 of 20 files are on your site, 2 failed' });
  expect(end(0, 1)).toEqual({ type: 'error', message: '1 file failed' });
  expect(end(0, 0)).toBeUndefined();
});
