import type { ItemId } from '#upload-engine';
import type { Selection } from '../hooks/selection.ts';
import { useWords } from '../words/use-words.ts';
import classes from './selection.module.css';

interface SelectAllProps {
  readonly selection: Selection;
  readonly selectedIds: readonly ItemId[];
  /** The files that the list shows now. */
  readonly shownIds: readonly ItemId[];
}

/** Chooses everything that the list shows, or nothing. */
export function SelectAll({ selection, selectedIds, shownIds }: SelectAllProps) {
  const words = useWords();
  const isAll = shownIds.length > 0 && selectedIds.length >= shownIds.length && shownIds.every(selection.has);
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
        onChange={() => selection.replace(isAll ? [] : shownIds)}
      />
      {words('select.all', { count: shownIds.length })}
    </label>
  );
}
