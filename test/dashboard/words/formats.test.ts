import { expect, test } from 'vitest';
import { formatTimeLeft } from '../../../src/dashboard/words/format-duration.ts';
import { formatSize, formatSpeed } from '../../../src/dashboard/words/format-size.ts';
import { resolveLanguage } from '../../../src/dashboard/words/languages.ts';
import { wordsIn } from '../words-in.ts';

const english = wordsIn('en');

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1 kB'],
  [10_485_760, '10.5 MB'],
  [999_499_999, '999 MB'],
  [999_500_000, '1 GB'],
  [1_250_000_000_000, '1.3 TB'],
])('%i bytes read %s', (bytes, text) => {
  expect(formatSize(english.intl, bytes)).toBe(text);
});

test('a speed is a size a second', () => {
  expect(formatSpeed(english, 3_240_000)).toBe('3.2 MB/s');
  expect(formatSpeed(english, 500)).toBe('500 bytes/s');
});

test('in Hebrew a size is figures and a unit, also of one, and a second stands to the left of it', () => {
  const hebrew = wordsIn('he');
  const sizes = [1, 1_000, 1_000_000, 1_400_000, 2_000_000, 9_900_000, 99_000_000, 1e9, 1e16];
  expect(sizes.map((size) => formatSize(hebrew.intl, size))).toEqual([
    '1 בייט',
    '1 kB',
    '1 MB',
    '1.4 MB',
    '2 MB',
    '9.9 MB',
    '99 MB',
    '1 GB',
    '10,000 TB',
  ]);
  expect(formatSpeed(hebrew, 1_000_000)).toBe('\u20681 MB\u2069/שנ׳');
});

test.each([
  [900, 'Less than a minute left'],
  [60_000, 'About 1 minute left'],
  [74_000, 'About 1 minute left'],
  [75_000, 'About 1½ minutes left'],
  [105_000, 'About 2 minutes left'],
  [149_000, 'About 2 minutes left'],
  [3_569_000, 'About 59 minutes left'],
  [3_571_000, 'About 1 hour left'],
  [5_430_000, 'About 1 hour and 31 minutes left'],
])('%i ms read “%s”', (timeLeftMs, text) => {
  expect(formatTimeLeft(english, timeLeftMs)).toBe(text);
});

test('what is said of the time that is left is within a fifth of it', () => {
  for (let timeLeftMs = 60_000; timeLeftMs < 7_200_000; timeLeftMs += 1_000) {
    const [, hours = '0'] = /(\d+) hour/.exec(formatTimeLeft(english, timeLeftMs)) ?? [];
    const [, minutes = '0', half] = /(\d+)(½)? minute/.exec(formatTimeLeft(english, timeLeftMs)) ?? [];
    const said = (Number(hours) * 60 + Number(minutes) + (half ? 0.5 : 0)) * 60_000;
    expect(Math.abs(said - timeLeftMs)).toBeLessThanOrEqual(timeLeftMs / 5);
  }
});

test('Hebrew counts two as two', () => {
  expect(formatTimeLeft(wordsIn('he'), 120_000)).toBe('נותרו בערך שתי דקות');
});

test('in Hebrew every inserted name is set apart, in English only one that runs the other way', () => {
  const isolated = (name: string) => `\u2068${name}\u2069`;
  expect(wordsIn('he')('folders.heading', { folder: 'Church' })).toContain(isolated('Church'));
  expect(english('folders.heading', { folder: 'חתונה' })).toContain(isolated('חתונה'));
  expect(english('folders.heading', { folder: 'Church' })).toBe('Folders in “Church”');
});

test.each([
  ['he', 'he'],
  ['he-IL', 'he'],
  ['iw', 'he'],
  ['EN_us', 'en'],
  ['fr', 'en'],
  ['', 'en'],
  [undefined, 'en'],
] as const)('the dashboard’s language %s is spoken as %s', (tag, language) => {
  expect(resolveLanguage(tag)).toBe(language);
});
