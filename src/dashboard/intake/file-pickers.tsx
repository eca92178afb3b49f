import { type ChangeEvent, forwardRef, useState } from 'react';
import classes from './file-pickers.module.css';

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** Not in the HTML standard, but in every browser: the picker takes a folder with all that is in it. */
    webkitdirectory?: string;
  }
}

interface FilePickerProps {
  readonly kind: 'files' | 'folder';
  /** May go on reading the list after it has returned. */
  readonly onPick: (files: FileList) => void;
  readonly dataHook: string;
}

/** The browser's own file dialog. The input stays invisible; a button of the page opens it. */
export const FilePicker = forwardRef<HTMLInputElement, FilePickerProps>(function FilePicker(
  { kind, onPick, dataHook },
  ref,
) {
  const [picks, setPicks] = useState(0);
  const pick = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    if (currentTarget.files !== null) onPick(currentTarget.files);
    setPicks((count) => count + 1);
  };
  return (
    <input
      // In a used input the same file could not be picked a second time, and clearing it would empty the list that is being read.
      key={picks}
      ref={ref}
      type="file"
      multiple
      tabIndex={-1}
      aria-hidden="true"
      className={classes.picker}
      onChange={pick}
      data-hook={dataHook}
      {...(kind === 'folder' ? { webkitdirectory: '' } : {})}
    />
  );
});
