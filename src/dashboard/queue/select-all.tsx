import type { ItemId } from '#upload-engine';
import type { Selection } from '../hooks/selection.ts';
import { useWords } from '../words/use-words.ts';
import classes from './selection.module.css';

interface SelectAllProps {
  readonly selection: Selection;
  readonly selectedIds: readonly ItemId[];
  /** How many files the list shows now. */
  readonly count: number;
  readonly getShownIds: () => readonly ItemId[];
}

/** Chooses everything that the list shows, or nothing. */
export function SelectAll({ selection, selectedIds, count, getShownIds }: SelectAllProps) {
  const words = useWords();
  const isAll = count > 0 && selectedIds.length >= count && getShownIds().every(selection.has);
  return (
    <label className={classes.all}>
      <input
        type="checkbox"
        className={classes.box}
        data-hook="select-all"
        checked={isAll}
        ref={(box) => {
          if (box !== null) box.indeterminate = !isAll && selectedIds.length > 0;
        }}
        onChange={() => selection.replace(isAll ? [] : getShownIds())}
      />
      {words('select.all', { count })}
    </label>
  );
}
