import { type ChangeEvent, forwardRef } from 'react';
import classes from './file-pickers.module.css';

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** Not in the HTML standard, but in every browser: the picker takes a folder with all that is in it. */
    webkitdirectory?: string;
  }
}

interface FilePickerProps {
  readonly kind: 'files' | 'folder';
  readonly onPick: (files: FileList) => void;
  readonly dataHook: string;
}

/** The browser's own file dialog. The input stays invisible; a button of the page opens it. */
export const FilePicker = forwardRef<HTMLInputElement, FilePickerProps>(function FilePicker(
  { kind, onPick, dataHook },
  ref,
) {
  const pick = ({ currentTarget }: ChangeEvent<HTMLInputElement>) => {
    if (currentTarget.files !== null) onPick(currentTarget.files);
    // Without this the same file could not be picked a second time.
    currentTarget.value = '';
  };
  return (
    <input
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
