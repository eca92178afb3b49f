import { expect, test } from 'vitest';
import { historySearch } from '../../../src/dashboard/history/history-search.ts';
import { placeWords } from '../../../src/dashboard/words/destination-words.ts';
import { wordsIn } from '../words-in.ts';

const english = wordsIn('en');

test.each([
  ['  ', {}],
  [' beach ', { search: 'beach' }],
  ['Summer / 2026', { search: 'Summer/2026' }],
  ['Summer /', { search: 'Summer/' }],
  ['Site', { search: 'Site' }],
  ['site files', { search: 'site files', place: { kind: 'site-media', below: '' } }],
  ['Site Files / Summer / 20', { search: 'Site Files/Summer/20', place: { kind: 'site-media', below: 'Summer/20' } }],
  ['Inbox media / A', { search: 'Inbox media/A', place: { kind: 'inbox-media', below: 'A' } }],
])('%j asks for %j', (typed, request) => {
  expect(historySearch(english, typed)).toEqual(request);
});

test.each(['en', 'he'] as const)('a place that was copied out of a row asks for that place (%s)', (language) => {
  const words = wordsIn(language);
  const summer = { kind: 'site-media', folderId: 'f', folderPath: ['Summer', 'קיץ'] } as const;
  expect(historySearch(words, placeWords(words, summer, 'A') ?? '').place).toEqual({
    kind: 'site-media',
    below: 'Summer/קיץ/A',
  });
});
