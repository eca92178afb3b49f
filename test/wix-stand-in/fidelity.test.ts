import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const fidelity = await readFile(new URL('../../src/wix-stand-in/FIDELITY.md', import.meta.url), 'utf8');
const TAGS = ['documented', 'SDK', 'seen', 'inferred', 'ours'];

/** Behaviour, tags and test of every row of the tables. */
const rows = fidelity
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, behaviour = '', tags = '', , proof = '']) => ({ behaviour, tags: tags.split(', '), proof }))
  .filter(({ behaviour }) => behaviour !== 'Behaviour' && !/^-+$/.test(behaviour));

test('every behaviour is tagged with a tag that the document explains', () => {
  expect(rows.length).toBeGreaterThan(70);
  for (const { behaviour, tags } of rows) {
    expect(
      tags.filter((tag) => !TAGS.includes(tag)),
      behaviour,
    ).toEqual([]);
  }
});

test('every behaviour names a test that there is', async () => {
  for (const { behaviour, proof } of rows) {
    const [, file = '', beginning = ''] = /^`([\w-]+): ([^`]+)`$/.exec(proof) ?? [];
    expect(file, behaviour).not.toBe('');
    const source = await readFile(new URL(`./${file}.test.ts`, import.meta.url), 'utf8');
    const titles = [
      ...source.matchAll(/\(\s*(['"`])((?:(?!\1).)+)\1,\s*async|\(\s*(['"`])((?:(?!\3).)+)\3,\s*\(/g),
    ].map((match) => match[2] ?? match[4]);
    expect(
      titles.some((title) => title?.startsWith(beginning)),
      `${behaviour}: ${proof}`,
    ).toBe(true);
  }
});
