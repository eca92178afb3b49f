import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareFolders, compareNames } from '../../src/upload-engine/name-order.ts';
import { createSortedEntries } from '../../src/upload-engine/sorted-entries.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}
const sortedByName = () => createSortedEntries<Named>((one, other) => compareNames(one.name, other.name));

type Step = { readonly add: readonly string[] } | { readonly remove: number } | 'look';

const name = fc.constantFrom('a', 'b', 'a1', 'a2', 'a10', 'B', 'é', 'z');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.array(name, { maxLength: 6 }).map((names): Step => ({ add: names })),
  fc.nat(5).map((nth): Step => ({ remove: nth })),
  fc.constant<Step>('look'),
);

test('whatever comes and goes, and whenever somebody looks: by name, of one name in the order added', () => {
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const entries = sortedByName();
      let there: readonly Named[] = [];
      let count = 0;
      const expected = () => {
        const byNumber = new Intl.Collator(undefined, { numeric: true });
        return there.toSorted((one, other) => byNumber.compare(one.name, other.name)).map(({ id }) => id);
      };
      for (const one of steps) {
        if (one === 'look') {
          expect(entries.ids()).toEqual(expected());
          expect(entries.ids()).toBe(entries.ids());
        } else if ('add' in one) {
          const files = one.add.map((added) => ({ id: `${++count}`, name: added }));
          there = [...there, ...files];
          for (const file of files) entries.add(file);
        } else {
          const gone = new Set(there.filter((_, at) => at % 6 === one.remove).map(({ id }) => id));
          there = there.filter(({ id }) => !gone.has(id));
          entries.remove(gone);
        }
      }
      expect(entries.ids()).toEqual(expected());
    }),
  );
});

test.each([
  ['numbers by their value', ['img2.jpg', 'img10.jpg', 'img101.jpg']],
  ['several numbers one after the other', ['1-2.jpg', '1-10.jpg', '2-1.jpg', '10-1.jpg']],
  ['capitals beside small letters', ['a.jpg', 'B.jpg', 'c.jpg']],
  [
    'accents beside plain letters, however they are written',
    ['eclair.jpg', 'e\u0301cran.jpg', 'église.jpg', 'fin.jpg'],
  ],
])('%s', (_, names) => {
  const entries = sortedByName();
  for (const one of names.toReversed()) {
    entries.add({ id: one, name: one });
    entries.ids();
  }
  expect(entries.ids()).toEqual(names);
});

test('folders as people count, each right before those in it', () => {
  const folders = ['', 'B', 'B/C', 'B/C/1', 'B/c 2', 'B 2', 'B 10', 'B 10/a', 'B-1', 'C'].map((path) =>
    path === '' ? [] : path.split('/'),
  );
  const paths = (of: readonly (readonly string[])[]) => of.map((names) => names.join('/'));
  expect(paths(folders.toReversed().sort(compareFolders))).toEqual([
    '',
    'B',
    'B/C',
    'B/C/1',
    'B/c 2',
    'B 2',
    'B 10',
    'B 10/a',
    'B-1',
    'C',
  ]);
});
