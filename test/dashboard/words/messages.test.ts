import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { failureCodes } from '../../../src/contracts/index.ts';
import { languages } from '../../../src/dashboard/words/languages.ts';
import { messagesOf } from '../words-in.ts';

const english = messagesOf('en');
const others = languages.filter((language) => language !== 'en');

/** Names of a message's arguments with their kinds; plural branches may use more or fewer words, not other arguments. */
function argumentsOf(message: string): readonly string[] {
  const found = new Set<string>();
  const walk = (elements: readonly MessageFormatElement[]) => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      found.add(`${element.value}:${TYPE[element.type]}`);
      if ('options' in element) for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(parse(message));
  return [...found].sort();
}

describe.each(others)('%s', (language) => {
  const messages = messagesOf(language);

  test('has every message of the English file and no other', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort());
  });

  test.each(Object.keys(english))('%s takes the same arguments as in English', (id) => {
    expect(argumentsOf(messages[id] ?? '')).toEqual(argumentsOf(english[id] ?? ''));
  });

  test('is really translated: no sentence is the English one', () => {
    const same = Object.keys(english).filter(
      (id) => messages[id] === english[id] && /[a-z]{3}/i.test(withoutArguments(id)),
    );
    expect(same).toEqual([]);
  });
});

function withoutArguments(id: string): string {
  return (english[id] ?? '').replaceAll(/\{[^}]*\}/g, '');
}

test('the languages on offer are the files that exist', () => {
  const files = readdirSync(resolve(import.meta.dirname, '../../../src/dashboard/messages'));
  expect(files.sort()).toEqual(languages.map((language) => `${language}.json`).sort());
});

test.each(languages.flatMap((language) => failureCodes.map((code) => [language, code] as const)))(
  '%s says for %s what happened and what to do',
  (language, code) => {
    const messages = messagesOf(language);
    for (const part of ['title', 'cure']) {
      const sentence = messages[`failure.${code}.${part}`] ?? '';
      expect(sentence.length).toBeGreaterThan(8);
      expect(sentence).toMatch(/[.]$/);
    }
  },
);

test('every message is used by the page', () => {
  const root = resolve(import.meta.dirname, '../../../src/dashboard');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readFileSync(resolve(root, name), 'utf8'))
    .join('\n');
  const madeUp = [...sources.matchAll(/`([a-zA-Z.]+)\.\$\{/g)].map((match) => `${match[1]}.`);
  const unused = Object.keys(english).filter(
    (id) => !sources.includes(`'${id}'`) && !madeUp.some((prefix) => id.startsWith(prefix)),
  );
  expect(unused).toEqual([]);
});
