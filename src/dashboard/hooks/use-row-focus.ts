import type { Virtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type RefObject, useCallback, useEffect, useRef } from 'react';
import type { ListRows } from './list-rows.ts';

type FindIndex = (rows: ListRows) => number;

interface RowFocus {
  /** Scrolls to a row and gives it the focus as soon as it is there. `find` may answer -1 until the row can be shown. */
  focusRow(find: FindIndex, align: 'center' | 'auto'): void;
  /** The row that has the focus, or has something in it that has; -1 for none. */
  focusedIndex(): number;
  /** Arrows go from row to row, Home and End to the ends. */
  onKeyDown(event: KeyboardEvent): void;
}

/** Lets the focus go to rows that do not exist as elements yet. */
export function useRowFocus(
  scroller: RefObject<HTMLElement>,
  virtualizer: Virtualizer<HTMLElement, Element>,
  rows: ListRows,
): RowFocus {
  const wanted = useRef<{ readonly find: FindIndex; readonly align: 'center' | 'auto'; isScrolled: boolean }>();
  const latest = useRef({ virtualizer, rows });
  const approach = useCallback(() => {
    const { current: goal } = wanted;
    if (goal === undefined) return;
    const index = goal.find(latest.current.rows);
    if (index === -1) return;
    if (!goal.isScrolled) latest.current.virtualizer.scrollToIndex(index, { align: goal.align });
    goal.isScrolled = true;
    const target = scroller.current?.querySelector<HTMLElement>(
      `[data-index="${index}"] :is([data-hook="upload-row"], [data-hook="folder-toggle"])`,
    );
    if (!target) return;
    wanted.current = undefined;
    target.focus({ preventScroll: true });
  }, [scroller]);
  useEffect(() => {
    latest.current = { virtualizer, rows };
    approach();
  });

  const focusRow = useCallback(
    (find: FindIndex, align: 'center' | 'auto') => {
      wanted.current = { find, align, isScrolled: false };
      approach();
    },
    [approach],
  );
  const focusedIndex = useCallback(() => {
    const row = document.activeElement?.closest<HTMLElement>('[data-index]');
    return row && scroller.current?.contains(row) ? Number(row.dataset.index) : -1;
  }, [scroller]);
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const from = focusedIndex();
      const target = destinationOf(event.key, from, latest.current.rows.count - 1);
      if (target === undefined || isTextField(event.target)) return;
      event.preventDefault();
      focusRow(() => target, 'auto');
    },
    [focusedIndex, focusRow],
  );
  return { focusRow, focusedIndex, onKeyDown };
}

function destinationOf(key: string, from: number, last: number): number | undefined {
  if (last < 0) return undefined;
  if (key === 'ArrowDown') return Math.min(last, from + 1);
  if (key === 'ArrowUp') return Math.max(0, from - 1);
  if (key === 'Home') return 0;
  return key === 'End' ? last : undefined;
}

/** Arrows inside of a text are the text's own. */
function isTextField(target: EventTarget): boolean {
  return target instanceof HTMLInputElement && target.type !== 'checkbox';
}
