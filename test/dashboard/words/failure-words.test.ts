import { expect, test } from 'vitest';
import { failureWords } from '../../../src/dashboard/words/failure-words.ts';
import { wordsIn } from '../words-in.ts';

const words = wordsIn('en');

test('a refusal that we have no words for is told in Wix’s own, with the request id', () => {
  const { title, detail } = failureWords(words, {
    code: 'WIX_REFUSED',
    message: 'The moon is in the wrong house',
    requestId: '1732.44',
  });
  expect(title).toBe('Wix refused the request.');
  expect(detail).toContain('“The moon is in the wrong house”');
  expect(detail).toContain('1732.44');
});

test('Wix’s code stands in where Wix said nothing', () => {
  expect(failureWords(words, { code: 'WIX_REFUSED', wixCode: 'MOON_PHASE' }).detail).toContain('MOON_PHASE');
});

test('a failure with words of its own is not followed by the machine’s', () => {
  expect(failureWords(words, { code: 'NETWORK', message: 'TypeError: Failed to fetch' }).detail).toBeUndefined();
});
