import { expect, test } from 'vitest';
import { planFacts } from '../../../src/dashboard/plan/describe-plan.ts';
import { describeStock } from '../../../src/dashboard/plan/describe-stock.ts';
import { type Plan, takeStock } from '../../../src/upload-engine/index.ts';
import { wordsIn } from '../words-in.ts';

const words = wordsIn('en');

function factsFor(estimate: Omit<Plan['estimate'], 'callsPerMinute'>): readonly string[] {
  const files = { send: 3, ask: 0, skip: 0, replace: 0, refuse: 0, 'keep-both': 0, 'leave-out': 0 };
  return planFacts(words, {
    totals: { files, filesToSend: 3, bytesToSend: 114_000, renamed: 0, withWarnings: 0 },
    foldersToMake: [],
    estimate: { callsPerMinute: 1_200, ...estimate },
  });
}

test.each([
  [{ durationMs: 90, boundBy: 'line', speed: 'assumed' }, 'That takes less than a minute on a usual connection.'],
  [{ durationMs: 59_999, boundBy: 'line', speed: 'measured' }, 'That takes less than a minute at your present speed.'],
  [{ durationMs: 60_000, boundBy: 'line', speed: 'measured' }, 'That takes about 1 minute at your present speed.'],
  [{ durationMs: 61_000, boundBy: 'line', speed: 'assumed' }, 'That takes about 2 minutes on a usual connection.'],
  [{ durationMs: 45_000, boundBy: 'wix-calls', speed: 'measured' }, 'That takes less than a minute.'],
  [
    { durationMs: 300_000, boundBy: 'wix-calls', speed: 'measured' },
    'That takes at least 5 minutes, because Wix lets an app start only 1,200 files a minute.',
  ],
] as const)('a plan of %j says “%s”', (estimate, sentence) => {
  expect(factsFor(estimate)).toEqual(['3 files will be uploaded: 114 kB', sentence]);
});

test('what was left out is named, each name once and three at most', () => {
  const stockOf = (...paths: readonly string[]) =>
    takeStock(
      { files: paths.map((path) => ({ path, fate: { action: 'leave-out', because: 'junk' } })) },
      { found: paths.length, problems: [] },
    );
  expect(describeStock(words, stockOf('a/.DS_Store', 'b/.DS_Store'))).toBe(
    'Found 2 files, took 0, left out 2 because 2 are files that computers keep for themselves (.DS_Store).',
  );
  expect(describeStock(words, stockOf('Thumbs.db', 'desktop.ini', '.DS_Store', '._a.png'))).toContain(
    '(Thumbs.db, desktop.ini, .DS_Store, …)',
  );
});
