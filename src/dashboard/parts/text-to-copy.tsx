import { useWords } from '../words/use-words.ts';
import classes from './text-to-copy.module.css';

/** A text in full, selected: what helps where the frame may neither save files nor write the clipboard. */
export function TextToCopy({ text, dataHook }: { readonly text: string; readonly dataHook: string }) {
  const words = useWords();
  return (
    <textarea
      className={classes.text}
      aria-label={words('row.copyFailed')}
      value={text}
      readOnly
      rows={4}
      dir="ltr"
      data-hook={dataHook}
      ref={(field) => field?.select()}
    />
  );
}
