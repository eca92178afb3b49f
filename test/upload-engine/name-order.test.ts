import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareFolders, compareNames } from '../../src/upload-engine/name-order.ts';

const people = new Intl.Collator(undefined, { numeric: true });

test('names stand as people count, whatever they are made of', () => {
  const anyName = fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', 'B', '-', ' ', '.', 'é', '٣'), maxLength: 8 });
  fc.assert(
    fc.property(anyName, anyName, (one, other) => {
      expect(Math.sign(compareNames(one, other))).toBe(Math.sign(people.compare(one, other)));
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['img2', 'img10'],
  ['img09', 'img10'],
  ['img0009.jpg', 'img0010.jpg'],
  ['01', '5'],
])('%s comes before %s', (one, other) => {
  expect(compareNames(one, other)).toBeLessThan(0);
  expect(compareNames(other, one)).toBeGreaterThan(0);
});

test('a folder comes right before those in it', () => {
  const folders = [['b'], ['a', 'x', '1'], ['a'], ['a', 'x 2'], ['a', 'x']];
  expect(folders.toSorted(compareFolders).map((names) => names.join('/'))).toEqual(['a', 'a/x', 'a/x/1', 'a/x 2', 'b']);
});
