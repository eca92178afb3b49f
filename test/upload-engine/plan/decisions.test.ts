import { describe, expect, test } from 'vitest';
import {
  defaultPlanSettings,
  type ExistingTarget,
  estimateDuration,
  type FoundFile,
  filesToHash,
  makePlan,
  type Plan,
  type PlanSettings,
  planNeedsQuestions,
  takeStock,
  withDecision,
} from '../../../src/upload-engine/plan/index.ts';

const MD5 = 'a'.repeat(32);
const there = [
  { id: 'changed', name: 'changed.jpg', sizeInBytes: 999, md5: 'c'.repeat(32) },
  { id: 'same', name: 'same.jpg', sizeInBytes: 500, md5: MD5 },
  { id: 'other-name', name: 'delivered.jpg', sizeInBytes: 500, md5: MD5 },
];
const target = (more: Partial<ExistingTarget> = {}): ExistingTarget => ({
  folderIds: new Map([['', 'media-root']]),
  files: new Map([['', there]]),
  complete: true,
  ...more,
});
const file = (path: string, more: Partial<FoundFile> = {}): FoundFile => ({
  path,
  sizeInBytes: 1000,
  lastModified: 0,
  ...more,
});
const files = [
  file('new.jpg'),
  file('changed.jpg'),
  file('same.jpg', { sizeInBytes: 500, md5: MD5 }),
  file('renamed.jpg', { sizeInBytes: 500, md5: MD5 }),
  file('empty.jpg', { sizeInBytes: 0 }),
  file('.DS_Store'),
];
const plan = (settings: Partial<PlanSettings> = {}, of = files, existing = target()): Plan =>
  makePlan({
    files: of,
    destination: { folderId: 'media-root' },
    existing,
    settings: { ...defaultPlanSettings, ...settings },
  });
const actions = ({ files: planned }: Plan) => planned.map(({ fate }) => fate.action);

describe('decisions', () => {
  test('what is there is skipped, what has another content is asked about, and what is new goes', () => {
    expect(actions(plan())).toEqual(['send', 'ask', 'skip', 'skip', 'refuse', 'leave-out']);
  });

  test('skip all skips what is in the way, not what is new', () => {
    expect(actions(withDecision(plan(), 'all', 'skip'))).toEqual([
      'send',
      'skip',
      'skip',
      'skip',
      'refuse',
      'leave-out',
    ]);
  });

  test('keep all sends both under names that tell them apart; what is there already is not sent again', () => {
    const kept = withDecision(plan(), 'all', 'keep-both');
    expect(actions(kept)).toEqual(['send', 'keep-both', 'skip', 'skip', 'refuse', 'leave-out']);
    expect(kept.files[1]?.freeName).toBe('changed (2).jpg');
    expect(kept.totals).toMatchObject({ filesToSend: 2, bytesToSend: 2000, renamed: 1 });
  });

  test('replace all replaces what has the name and another content; what is there already stays as it is', () => {
    const replaced = withDecision(plan(), 'all', 'replace');
    expect(actions(replaced)).toEqual(['send', 'replace', 'skip', 'skip', 'refuse', 'leave-out']);
    expect(replaced.files[1]?.fate).toMatchObject({ replaces: { id: 'changed' } });
  });

  test('what is there already can be sent all the same, one by one, and nothing that is said of all takes that back', () => {
    const both = withDecision(plan(), new Set([2, 3]), 'keep-both');
    expect(both.files.slice(2, 4).map((one) => one.freeName)).toEqual(['same (2).jpg', 'renamed.jpg']);
    expect(actions(withDecision(both, 'all', 'skip'))).toEqual([
      'send',
      'skip',
      'keep-both',
      'keep-both',
      'refuse',
      'leave-out',
    ]);
  });

  test('what is most likely there already is meant by all only where the settings have it sent', () => {
    const likely = [file('changed.jpg', { sizeInBytes: 999 })];
    expect(actions(withDecision(plan({}, likely), 'all', 'replace'))).toEqual(['skip']);
    expect(actions(withDecision(plan({ sameName: 'skip' }, likely), 'all', 'replace'))).toEqual(['skip']);
    const sent = plan({ sameName: 'keep-both' }, likely);
    expect(actions(withDecision(sent, 'all', 'replace'))).toEqual(['replace']);
    expect(actions(withDecision(withDecision(sent, 'all', 'skip'), 'all', 'keep-both'))).toEqual(['keep-both']);
  });

  test('a decision for the undecided leaves the decided alone, and one for a single file the others', () => {
    expect(actions(withDecision(plan(), 'undecided', 'replace'))).toEqual([
      'send',
      'replace',
      'skip',
      'skip',
      'refuse',
      'leave-out',
    ]);
    expect(actions(withDecision(plan(), new Set([3, 0]), 'keep-both'))).toEqual([
      'send',
      'ask',
      'skip',
      'keep-both',
      'refuse',
      'leave-out',
    ]);
  });

  test('a decision can be taken back, and one that changes nothing gives the very same plan', () => {
    const before = plan();
    const changed = withDecision(before, new Set([1]), 'skip');
    expect(actions(withDecision(changed, new Set([1]), 'ask'))).toEqual(actions(before));
    expect(withDecision(before, new Set([0, 99]), 'skip')).toBe(before);
  });

  test('a name that is taken by another content is told from one whose content nobody could compare', () => {
    const unknown = [file('changed.jpg', { sizeInBytes: 999 })];
    expect(actions(plan({}, unknown))).toEqual(['skip']);
    const differs = [file('changed.jpg', { sizeInBytes: 999, md5: MD5 })];
    expect(actions(plan({}, differs))).toEqual(['ask']);
  });
});

describe('questions', () => {
  const clear = [file('new.jpg'), file('empty.jpg', { sizeInBytes: 0 }), file('.DS_Store')];

  test('a small batch about which there is nothing to ask starts at once', () => {
    expect(planNeedsQuestions(plan({}, clear))).toBe(false);
  });

  test('a name that is taken, or a file that would not be sent again, is asked about', () => {
    expect(planNeedsQuestions(plan({}, [file('changed.jpg')]))).toBe(true);
    expect(planNeedsQuestions(plan({}, [file('same.jpg', { sizeInBytes: 500, md5: MD5 })]))).toBe(true);
  });

  test('what the settings answer is not asked again', () => {
    for (const sameName of ['skip', 'keep-both', 'replace'] as const) {
      expect(planNeedsQuestions(plan({ sameName }))).toBe(false);
    }
  });

  test('a target that nobody could look into is said before anything is sent', () => {
    expect(planNeedsQuestions(plan({}, clear, target({ complete: false })))).toBe(true);
  });

  test('trouble in a large batch is said before it, not hours later', () => {
    const large = Array.from({ length: 500 }, (_, n) => file(`${n}.jpg`));
    expect(planNeedsQuestions(plan({}, large))).toBe(false);
    expect(planNeedsQuestions(plan({}, [...large, file('empty.jpg', { sizeInBytes: 0 })]))).toBe(true);
    expect(planNeedsQuestions(plan({}, [...large, file('what.xyz')]))).toBe(true);
  });

  test('whoever wants to see every plan sees every plan, but none of nothing', () => {
    expect(planNeedsQuestions(plan({ show: 'always' }, clear))).toBe(true);
    expect(planNeedsQuestions(plan({ show: 'always' }, []))).toBe(false);
  });
});

describe('hashing beforehand', () => {
  test('only files for which the folder holds one of equal size are worth a hash', () => {
    const unhashed = [
      file('a.jpg'),
      file('b.jpg', { sizeInBytes: 500 }),
      file('c.jpg', { sizeInBytes: 500, md5: MD5 }),
    ];
    expect(filesToHash({ files: unhashed, existing: target() })).toEqual([1]);
    const unknown = there.map(({ md5: _unknown, ...one }) => one);
    expect(filesToHash({ files: unhashed, existing: target({ files: new Map([['', unknown]]) }) })).toEqual([]);
  });

  test('a file in another folder of the tree is no reason', () => {
    expect(filesToHash({ files: [file('Sub/b.jpg', { sizeInBytes: 500 })], existing: target() })).toEqual([]);
  });
});

describe('stock', () => {
  test('found, taken and left out are told with their reasons', () => {
    const problems = [{ path: 'link', failure: { code: 'FILE_UNREADABLE' as const } }];
    expect(takeStock(plan(), { found: 9, problems })).toEqual({
      found: 9,
      took: 5,
      leftOut: [
        { because: 'junk', count: 1, paths: ['.DS_Store'] },
        { because: 'unreadable', count: 1, paths: ['link'] },
        { because: 'not-handed-over', count: 2, paths: [] },
      ],
    });
  });

  test('nothing left out is told as nothing', () => {
    expect(takeStock(plan({}, [file('a.jpg')]), { found: 1, problems: [] })).toEqual({
      found: 1,
      took: 1,
      leftOut: [],
    });
  });
});

describe('estimate', () => {
  const MINUTE = 60_000;

  test('many small files are bound by Wix’s 200 calls a minute, after the first minute’s worth', () => {
    const estimate = estimateDuration({ files: 2200, bytes: 2200, foldersToMake: 0, bytesPerSecond: 1e9 });
    expect(estimate).toEqual({
      durationMs: 10 * MINUTE,
      boundBy: 'wix-calls',
      speed: 'measured',
      callsPerMinute: 200,
    });
  });

  test('where Wix allows more calls, or fewer, that number counts', () => {
    const work = { files: 2200, bytes: 2200, foldersToMake: 0, bytesPerSecond: 1e9 };
    expect(estimateDuration({ ...work, callsPerMinute: 550 })).toMatchObject({ durationMs: 3 * MINUTE });
    expect(estimateDuration({ ...work, callsPerMinute: 100 })).toMatchObject({ durationMs: 21 * MINUTE });
  });

  test('folders to make cost calls as well', () => {
    const estimate = estimateDuration({ files: 1100, bytes: 0, foldersToMake: 1100, bytesPerSecond: 1e9 });
    expect(estimate.durationMs).toBe(10 * MINUTE);
  });

  test('a large file is bound by the line, at an assumed speed until one was measured', () => {
    const work = { files: 1, bytes: 600_000_000, foldersToMake: 0 };
    expect(estimateDuration({ ...work, bytesPerSecond: 1_000_000 })).toMatchObject({
      durationMs: 600_040,
      boundBy: 'line',
      speed: 'measured',
    });
    expect(estimateDuration(work)).toMatchObject({ durationMs: 240_040, boundBy: 'line', speed: 'assumed' });
  });

  test('nothing to do takes no time', () => {
    expect(estimateDuration({ files: 0, bytes: 0, foldersToMake: 0 })).toMatchObject({ durationMs: 0 });
  });
});
