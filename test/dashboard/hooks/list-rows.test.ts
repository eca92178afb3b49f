import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createListRows, findNextItem, findPlace, type ListSection } from '../../../src/dashboard/hooks/list-rows.ts';

const none: ReadonlySet<string> = new Set();
const sections: readonly ListSection[] = [
  { folder: 'a', ids: ['a1', 'a2'] },
  { folder: 'b', ids: ['b1'] },
  { folder: 'c', ids: ['c1', 'c2', 'c3'] },
];
const drawn = (hasHeads: boolean, collapsed = none) => {
  const rows = createListRows(sections, { hasHeads, collapsed });
  return Array.from({ length: rows.count }, (_, index) => {
    const row = rows.at(index);
    return row?.kind === 'folder' ? `[${row.folder} ${row.shown}]` : row?.id;
  });
};

describe('rows', () => {
  test('are a head for each folder with its files below it', () => {
    expect(drawn(true)).toEqual(['[a 2]', 'a1', 'a2', '[b 1]', 'b1', '[c 3]', 'c1', 'c2', 'c3']);
  });

  test('are the files alone where folders have no heads, whatever was collapsed', () => {
    expect(drawn(false, new Set(['b']))).toEqual(['a1', 'a2', 'b1', 'c1', 'c2', 'c3']);
  });

  test('of a collapsed folder are its head alone', () => {
    expect(drawn(true, new Set(['a', 'c']))).toEqual(['[a 2]', '[b 1]', 'b1', '[c 3]']);
  });

  test('outside of the list are none', () => {
    const rows = createListRows(sections, { hasHeads: true, collapsed: none });
    expect([rows.at(-1), rows.at(rows.count)]).toEqual([undefined, undefined]);
    expect(createListRows([], { hasHeads: true, collapsed: none }).at(0)).toBeUndefined();
  });

  test('are found by their place, wherever folders are collapsed', () => {
    const anySections = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 }).map((sizes): ListSection[] =>
      sizes.map((size, at) => ({
        folder: `f${at}`,
        ids: Array.from({ length: size }, (_, position) => `${at}/${position}`),
      })),
    );
    fc.assert(
      fc.property(anySections, fc.boolean(), fc.array(fc.nat(12)), (some, hasHeads, closed) => {
        const collapsed = new Set(closed.map((at) => `f${at}`));
        const rows = createListRows(some, { hasHeads, collapsed });
        const keys = new Set(Array.from({ length: rows.count }, (_, index) => rows.keyAt(index)));
        expect(keys.size).toBe(rows.count);
        for (const [section, { folder, ids }] of some.entries()) {
          for (const [position, id] of ids.entries()) {
            const index = rows.indexOf({ section, position });
            if (hasHeads && collapsed.has(folder)) expect(index).toBe(-1);
            else expect(rows.at(index)).toEqual({ kind: 'item', id });
          }
        }
      }),
    );
  });
});

describe('the next file', () => {
  const wanted = (id: string) => ['a2', 'b1', 'c3'].includes(id);
  const walk = (collapsed: ReadonlySet<string>, from: number) => {
    const rows = createListRows(sections, { hasHeads: true, collapsed });
    const place = findNextItem(sections, rows.placeAt(from), wanted);
    return place && sections[place.section]?.ids[place.position];
  };

  test('is the first one below, and after the last the first of all', () => {
    expect([walk(none, -1), walk(none, 2), walk(none, 4), walk(none, 8)]).toEqual(['a2', 'b1', 'c3', 'a2']);
  });

  test('may be in a collapsed folder, which is where its head is', () => {
    // Drawn: [a], a1, a2, [b], [c], c1, c2, c3
    const collapsed = new Set(['b']);
    expect([walk(collapsed, 2), walk(collapsed, 3), walk(collapsed, 4)]).toEqual(['b1', 'b1', 'c3']);
  });

  test('is found from a file whose row is hidden', () => {
    const place = findNextItem(sections, findPlace(sections, 'b1'), wanted);
    expect(place).toEqual({ section: 2, position: 2 });
  });

  test('is none where no file passes', () => {
    expect(findNextItem(sections, undefined, () => false)).toBeUndefined();
  });
});
