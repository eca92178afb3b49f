import { expect, test } from 'vitest';
import { createSelection } from '../../../src/dashboard/hooks/selection.ts';

const shown = ['a', 'b', 'c', 'd', 'e'];

test('rows are chosen and let go one by one, and each change is told once', () => {
  const selection = createSelection();
  let told = 0;
  const stop = selection.subscribe(() => told++);
  selection.toggle('b', false, shown);
  selection.toggle('d', false, shown);
  selection.toggle('b', false, shown);
  expect(selection.getIds()).toEqual(['d']);
  expect([selection.has('b'), selection.has('d')]).toEqual([false, true]);
  stop();
  selection.replace([]);
  expect(told).toBe(3);
});

test('a range goes from the row that was clicked last to this one, in either direction, as the list is shown', () => {
  const selection = createSelection();
  selection.toggle('d', false, shown);
  selection.toggle('b', true, shown);
  expect([...selection.getIds()].sort()).toEqual(['b', 'c', 'd']);
  selection.toggle('c', true, ['c', 'b']);
  expect(selection.getIds()).toEqual(['d']);
});

test('a range whose beginning is not in the list any more is just the row itself', () => {
  const selection = createSelection();
  selection.toggle('a', false, shown);
  selection.toggle('e', true, ['d', 'e']);
  expect(selection.getIds()).toEqual(['a', 'e']);
});

test('the ids are the same array until something changes', () => {
  const selection = createSelection();
  selection.replace(shown);
  expect(selection.getIds()).toBe(selection.getIds());
});
