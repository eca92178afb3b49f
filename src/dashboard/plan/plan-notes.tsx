import type { FoundProblem, Plan } from '#upload-engine';
import { useWords } from '../words/use-words.ts';
import { problemNotes, refusalNotes, renameNotes, warningNotes } from './describe-notes.ts';
import { NoteItems } from './note-items.tsx';
import classes from './plan.module.css';

interface PlanNotesProps {
  readonly plan: Plan;
  readonly problems: readonly FoundProblem[];
}

/** What a person may want to change before it begins: files that could not be taken, are refused, may be refused, or get other names. */
export function PlanNotes({ plan: { files, foldersRefused }, problems }: PlanNotesProps) {
  const words = useWords();
  const notes = [
    ...problemNotes(words, [...problems, ...foldersRefused]),
    ...refusalNotes(words, files),
    ...warningNotes(words, files),
    ...renameNotes(words, files),
  ];
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes} data-hook="plan-notes">
      <NoteItems notes={notes} />
    </ul>
  );
}
