import { SectionHelper } from '@wix/design-system';
import type { IntakeReport } from '../hooks/use-intake.ts';
import { describeStock } from '../plan/describe-stock.ts';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import classes from './intake-notice.module.css';

/** Enough to see what they have in common. */
const MOST_SHOWN = 8;

interface IntakeNoticeProps {
  readonly report: IntakeReport;
  readonly onClose: () => void;
}

/** Accounts for every file of a pick or drop that was not simply taken. */
export function IntakeNotice({ report, onClose }: IntakeNoticeProps) {
  const words = useWords();
  const { stock, problems, emptyFolders } = report;
  if (stock.found === 0 && problems.length === 0) {
    return (
      <SectionHelper
        skin="standard"
        fullWidth
        onClose={onClose}
        title={words(emptyFolders > 0 ? 'intake.onlyFolders.title' : 'intake.nothing.title')}
        dataHook="intake-notice"
      >
        {emptyFolders > 0 ? words('intake.onlyFolders.text', { count: emptyFolders }) : words('intake.nothing.text')}
      </SectionHelper>
    );
  }
  const hidden = problems.length - MOST_SHOWN;
  return (
    <SectionHelper
      skin={problems.length > 0 ? 'warning' : 'standard'}
      fullWidth
      onClose={onClose}
      title={words(problems.length > 0 ? 'intake.problems.title' : 'intake.leftOut.title')}
      dataHook="intake-notice"
    >
      {stock.found > 0 ? describeStock(words, stock) : null}
      <ul className={classes.problems}>
        {problems.slice(0, MOST_SHOWN).map(({ path, failure }) => {
          const { title, cure } = failureWords(words, failure);
          return (
            <li key={path}>
              <bdi className={classes.path}>{path}</bdi> {title} {cure}
            </li>
          );
        })}
        {hidden > 0 ? <li>{words('intake.moreProblems', { count: hidden })}</li> : null}
      </ul>
    </SectionHelper>
  );
}
