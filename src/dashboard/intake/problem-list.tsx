import { TextButton } from '@wix/design-system';
import { useState } from 'react';
import type { FoundProblem } from '#upload-engine';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import classes from './intake-notices.module.css';

/** Enough to see what they have in common; all are there on demand. */
const SHOWN_AT_FIRST = 8;

/** What could not be taken, each with what can be done about it. */
export function ProblemList({ problems }: { readonly problems: readonly FoundProblem[] }) {
  const words = useWords();
  const [showsAll, setShowsAll] = useState(false);
  if (problems.length === 0) return null;
  // One path may be there twice: each problem is known by its place, and the list grows at its end.
  const placed = problems.map((problem, place) => ({ ...problem, place }));
  const shown = showsAll ? placed : placed.slice(0, SHOWN_AT_FIRST);
  const hidden = problems.length - shown.length;
  return (
    <>
      <ul className={classes.list} data-all={showsAll}>
        {shown.map(({ place, path, failure }) => {
          const { title, cure } = failureWords(words, failure);
          return (
            <li key={place}>
              <bdi className={classes.path}>{path}</bdi> {title} {cure}
            </li>
          );
        })}
      </ul>
      {hidden > 0 ? (
        <TextButton size="small" dataHook="intake-more" onClick={() => setShowsAll(true)}>
          {words('intake.moreProblems', { count: hidden })}
        </TextButton>
      ) : null}
    </>
  );
}
