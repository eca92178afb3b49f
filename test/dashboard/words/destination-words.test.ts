import { expect, test } from 'vitest';
import { placeWords } from '../../../src/dashboard/words/destination-words.ts';
import { wordsIn } from '../words-in.ts';

const english = wordsIn('en');

test.each([
  ['the top', { kind: 'site-media', folderId: 'media-root' }, '', 'Site Files'],
  ['a folder', { kind: 'site-media', folderId: 'f', folderPath: ['Summer', '2026'] }, '', 'Site Files / Summer / 2026'],
  ['below it', { kind: 'site-media', folderId: 'f', folderPath: ['Summer'] }, 'A/B', 'Site Files / Summer / A / B'],
  ['the Inbox', { kind: 'inbox-media' }, '', 'Inbox media'],
  ['a folder of which only the id is known', { kind: 'site-media', folderId: 'f' }, 'A', undefined],
] as const)('%s is said in words', (_, destination, below, text) => {
  expect(placeWords(english, destination, below)).toBe(text);
});

test('in Hebrew every name is set apart but the first, which runs as the page does: no Latin one turns the order around', () => {
  const text = placeWords(wordsIn('he'), { kind: 'site-media', folderId: 'f', folderPath: ['Summer'] }, '2026') ?? '';
  expect(text.replaceAll('\u2068', '[').replaceAll('\u2069', ']')).toBe('קבצי האתר / [Summer] / [2026]');
});
