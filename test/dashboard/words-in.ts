import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createIntl } from 'react-intl';
import type { Language } from '../../src/dashboard/words/languages.ts';
import { createWords, type Words } from '../../src/dashboard/words/use-words.ts';

const folder = resolve(import.meta.dirname, '../../src/dashboard/messages');

export function messagesOf(language: Language): Readonly<Record<string, string>> {
  return JSON.parse(readFileSync(resolve(folder, `${language}.json`), 'utf8'));
}

/** The page's sentences in one language; a message that is missing or wrong throws. */
export function wordsIn(language: Language): Words {
  return createWords(
    createIntl({
      locale: language,
      messages: messagesOf(language),
      onError: (error) => {
        throw error;
      },
    }),
  );
}
