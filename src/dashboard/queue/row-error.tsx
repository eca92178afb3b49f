import type { Failure } from '#contracts';
import link from '../parts/small-link.module.css';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import classes from './upload-row.module.css';

interface RowErrorProps {
  readonly failure: Failure;
  /** False where the file was left out because somebody decided so: nothing went wrong. */
  readonly isFailed: boolean;
}

/** What happened to this file and what to do about it, in words. */
export function RowError({ failure, isFailed }: RowErrorProps) {
  const words = useWords();
  const { title, cure, detail } = failureWords(words, failure);
  return (
    <div className={isFailed ? `${classes.error} ${classes.failed}` : classes.error} data-hook="row-error">
      <strong>{title}</strong> {cure}
      {failure.upgradeUrl === undefined ? null : (
        <>
          {' '}
          <a className={link.link} href={failure.upgradeUrl} target="_blank" rel="noreferrer">
            {words('row.upgrade')}
          </a>
        </>
      )}
      {detail === undefined ? null : <div className={classes.errorDetail}>{detail}</div>}
    </div>
  );
}
