import { expect, test } from 'vitest';
import { createRunTracker } from '../../../src/dashboard/hooks/run-tracker.ts';
import { summaryOf } from '../summary-of.ts';

test('a run is told at its start, at each quarter once, and at its end', () => {
  const tracker = createRunTracker();
  const bytes = (bytesSent: number) => ({ bytesTotal: 400, bytesSent });
  expect(tracker.observe(summaryOf({ queued: 1 }, bytes(0)))).toEqual([]);
  expect(tracker.observe(summaryOf({ queued: 4 }, bytes(0)))).toEqual([]);
  expect(tracker.observe(summaryOf({ checking: 1, queued: 3 }, bytes(0)))).toEqual([{ type: 'started', count: 4 }]);
  expect(tracker.observe(summaryOf({ sending: 4 }, bytes(90)))).toEqual([]);
  expect(tracker.observe(summaryOf({ sending: 4 }, bytes(110)))).toEqual([{ type: 'quarter', percent: 25 }]);
  expect(tracker.observe(summaryOf({ sending: 4 }, bytes(120)))).toEqual([]);
  expect(tracker.observe(summaryOf({ sending: 2, ready: 2 }, bytes(310)))).toEqual([{ type: 'quarter', percent: 75 }]);
  expect(tracker.observe(summaryOf({ ready: 4 }, bytes(400)))).toEqual([{ type: 'ended', arrived: 4, failed: 0 }]);
  expect(tracker.observe(summaryOf({ ready: 4 }, bytes(400)))).toEqual([]);
});

test('a start that is told late is not told together with how far the run is', () => {
  const tracker = createRunTracker();
  tracker.observe(summaryOf({ queued: 1 }, { bytesTotal: 100, bytesSent: 0 }));
  const late = tracker.observe(summaryOf({ sending: 2 }, { bytesTotal: 400, bytesSent: 310 }));
  expect(late).toEqual([{ type: 'started', count: 2 }]);
  expect(tracker.observe(summaryOf({ sending: 2 }, { bytesTotal: 400, bytesSent: 320 }))).toEqual([]);
});

test('files of an earlier run are not counted again', () => {
  const tracker = createRunTracker();
  tracker.observe(summaryOf({ sending: 2 }));
  tracker.observe(summaryOf({ ready: 1, failed: 1 }));
  tracker.observe(summaryOf({ ready: 1, failed: 1, queued: 3 }));
  expect(tracker.observe(summaryOf({ ready: 1, failed: 1, sending: 3 }))).toEqual([{ type: 'started', count: 3 }]);
  expect(tracker.observe(summaryOf({ ready: 4, failed: 1 }))).toEqual([{ type: 'ended', arrived: 3, failed: 0 }]);
});

test('a file that failed before anybody looked belongs to the run', () => {
  const tracker = createRunTracker();
  expect(tracker.observe(summaryOf({ queued: 2, failed: 1 }))).toEqual([
    { type: 'started', count: 2 },
    { type: 'failed', count: 1 },
  ]);
  expect(tracker.observe(summaryOf({ ready: 2, failed: 1 }))).toEqual([{ type: 'ended', arrived: 2, failed: 1 }]);
});

test('a run of one refused file is over as soon as it is seen', () => {
  expect(createRunTracker().observe(summaryOf({ failed: 1 }))).toEqual([
    { type: 'failed', count: 1 },
    { type: 'ended', arrived: 0, failed: 1 },
  ]);
});

test('a file that fails, is tried again and arrives counts as arrived', () => {
  const tracker = createRunTracker();
  tracker.observe(summaryOf({ queued: 2 }));
  tracker.observe(summaryOf({ sending: 2 }));
  expect(tracker.observe(summaryOf({ sending: 1, failed: 1 }))).toEqual([{ type: 'failed', count: 1 }]);
  tracker.observe(summaryOf({ sending: 2 }));
  expect(tracker.observe(summaryOf({ ready: 2 }))).toEqual([{ type: 'ended', arrived: 2, failed: 0 }]);
});

test('finished files that are cleared away during a run stay counted in it', () => {
  const tracker = createRunTracker();
  tracker.observe(summaryOf({ sending: 5 }));
  tracker.observe(summaryOf({ ready: 3, sending: 2 }));
  tracker.rebase(summaryOf({ sending: 2 }));
  expect(tracker.observe(summaryOf({ ready: 2 }))).toEqual([{ type: 'ended', arrived: 5, failed: 0 }]);
});

test('failed files that are taken off the list during a run stay counted in it', () => {
  const tracker = createRunTracker();
  tracker.observe(summaryOf({ sending: 5 }));
  expect(tracker.observe(summaryOf({ failed: 2, sending: 3 }))).toContainEqual({ type: 'failed', count: 2 });
  tracker.rebase(summaryOf({ sending: 3 }));
  expect(tracker.observe(summaryOf({ sending: 2, failed: 1 }))).toEqual([{ type: 'failed', count: 1 }]);
  expect(tracker.observe(summaryOf({ ready: 2, failed: 1 }))).toEqual([{ type: 'ended', arrived: 2, failed: 3 }]);
});

test('clearing away after the end starts nothing', () => {
  const tracker = createRunTracker();
  tracker.observe(summaryOf({ sending: 1 }));
  tracker.observe(summaryOf({ ready: 1 }));
  tracker.rebase(summaryOf({}));
  expect(tracker.observe(summaryOf({}))).toEqual([]);
});
