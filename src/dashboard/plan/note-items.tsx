import type { Note } from './describe-notes.ts';
import classes from './plan.module.css';

/** The items of a list: each cause with the files that it is about. */
export function NoteItems({ notes }: { readonly notes: readonly Note[] }) {
  return notes.map(({ text, names }) => (
    <li key={text}>
      {text} <bdi className={classes.named}>{names}</bdi>
    </li>
  ));
}
