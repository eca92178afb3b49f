import { sumStocks } from '#upload-engine';
import { foundNothing, type IntakeEntry } from '../hooks/intake-account.ts';
import { useIntakeEntries } from '../hooks/use-intake-entries.ts';
import { Notice } from '../parts/notice.tsx';
import { warningNotes } from '../plan/describe-notes.ts';
import { describeStock } from '../plan/describe-stock.ts';
import { NoteItems } from '../plan/note-items.tsx';
import { useWords } from '../words/use-words.ts';
import classes from './intake-notices.module.css';
import { ProblemList } from './problem-list.tsx';

/** Account for every file of picks and drops that was not simply taken and sent, as long as nobody has read it. */
export function IntakeNotices() {
  const { entries, dismiss } = useIntakeEntries();
  const leftOut = entries.filter((entry) => !foundNothing(entry));
  const nothing = entries.filter(foundNothing);
  const last = nothing.at(-1);
  return (
    <>
      {leftOut.length === 0 ? null : <LeftOutNotice entries={leftOut} onClose={() => dismiss(leftOut)} />}
      {last === undefined ? null : <NothingNotice entry={last} onClose={() => dismiss(nothing)} />}
    </>
  );
}

interface LeftOutNoticeProps {
  readonly entries: readonly IntakeEntry[];
  readonly onClose: () => void;
}

/** One for all of them: whoever drops folder after folder should not have to put away notice after notice. */
function LeftOutNotice({ entries, onClose }: LeftOutNoticeProps) {
  const words = useWords();
  const counted = entries.filter(({ stock }) => stock.leftOut.length > 0);
  const problems = entries.flatMap((entry) => entry.problems);
  const notes = warningNotes(
    words,
    entries.flatMap(({ warned }) => warned),
  );
  const kind = problems.length > 0 ? 'problems' : counted.length > 0 ? 'leftOut' : 'warnings';
  return (
    <Notice
      skin={kind === 'problems' ? 'warning' : 'standard'}
      onClose={onClose}
      title={words(`intake.${kind}.title`)}
      dataHook="intake-notice"
    >
      {counted.length > 0 ? describeStock(words, sumStocks(counted.map(({ stock }) => stock))) : null}
      {counted.length > 1 ? <div>{words('intake.together', { count: counted.length })}</div> : null}
      <ProblemList problems={problems} />
      {notes.length === 0 ? null : (
        <ul className={classes.list}>
          <NoteItems notes={notes} />
        </ul>
      )}
    </Notice>
  );
}

interface NothingNoticeProps {
  readonly entry: IntakeEntry;
  readonly onClose: () => void;
}

function NothingNotice({ entry: { emptyFolders }, onClose }: NothingNoticeProps) {
  const words = useWords();
  return (
    <Notice
      skin="standard"
      onClose={onClose}
      title={words(emptyFolders > 0 ? 'intake.onlyFolders.title' : 'intake.nothing.title')}
      dataHook="intake-notice"
    >
      {emptyFolders > 0 ? words('intake.onlyFolders.text', { count: emptyFolders }) : words('intake.nothing.text')}
    </Notice>
  );
}
