import { useRef } from 'react';
import type { ItemId, UploadItem } from '#upload-engine';
import { useIsSelected, useSelection } from '../hooks/use-selection.ts';
import { useWords } from '../words/use-words.ts';
import classes from './selection.module.css';

interface RowCheckboxProps {
  readonly item: UploadItem;
  /** The list as it is shown, for a whole range. */
  readonly getShownIds: () => readonly ItemId[];
}

/** The browser's own box: the design system's is ten elements, in every row. With Shift everything since the last one. */
export function RowCheckbox({ item, getShownIds }: RowCheckboxProps) {
  const words = useWords();
  const selection = useSelection();
  const isSelected = useIsSelected(item.id);
  const isRange = useRef(false);
  return (
    <input
      type="checkbox"
      className={classes.box}
      aria-label={words('select.row', { name: item.name })}
      data-hook="row-select"
      checked={isSelected}
      onClick={(event) => {
        isRange.current = event.shiftKey;
      }}
      onChange={() => {
        selection.toggle(item.id, isRange.current, getShownIds());
        isRange.current = false;
      }}
    />
  );
}
