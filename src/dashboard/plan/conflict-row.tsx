import { type Conflict, conflictOf, type NameDecision, nameToSend, type PlannedFile } from '#upload-engine';
import { nameDecisions } from '../hooks/use-plan-settings.ts';
import { formatSize } from '../words/format-size.ts';
import { useWords, type Words } from '../words/use-words.ts';
import classes from './plan.module.css';

interface ConflictRowProps {
  readonly file: PlannedFile;
  readonly onDecide: (decision: NameDecision) => void;
}

/** One file, what it meets, and what shall become of it. A plain select: it opens outside of the dashboard's frame. */
export function ConflictRow({ file, onDecide }: ConflictRowProps) {
  const words = useWords();
  const conflict = conflictOf(file.fate);
  if (conflict === undefined) return null;
  return (
    <div className={classes.row} data-hook="conflict-row" data-path={file.path} data-action={file.fate.action}>
      <div className={classes.grow}>
        <div className={classes.path} title={file.path}>
          <bdi>{file.path}</bdi>
        </div>
        <div className={classes.meta}>{explain(words, file, conflict)}</div>
      </div>
      <select
        className={classes.select}
        aria-label={words('plan.decideOn', { name: file.path })}
        value={file.fate.action}
        onChange={({ currentTarget }) => {
          const decision = nameDecisions.find((offered) => offered === currentTarget.value);
          if (decision !== undefined) onDecide(decision);
        }}
      >
        {offered(file, conflict).map((decision) => (
          <option key={decision} value={decision}>
            {words(`plan.decision.${decision}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

function explain(words: Words, file: PlannedFile, conflict: Conflict): string {
  if (file.fate.action === 'keep-both' && file.freeName !== file.name) {
    return words('plan.sentAs', { name: nameToSend(file) });
  }
  if (conflict.kind === 'same-content') return words('plan.sameContent', { name: conflict.existing.name });
  if (conflict.kind === 'same-name-and-size') return words('plan.sameNameAndSize');
  if (conflict.kind === 'same-file-in-queue') return words('plan.sameFileInQueue');
  if (conflict.kind === 'same-name-in-batch') return words('plan.sameNameInBatch');
  const size = formatSize(words.intl, file.sizeInBytes);
  const there = conflict.existing.sizeInBytes;
  return there === undefined
    ? words('plan.sameName')
    : words('plan.sameNameSizes', { size, there: formatSize(words.intl, there) });
}

/** Asking is an answer only as long as nothing was answered; content under another name, and one of the files themselves, takes nobody's place. */
function offered({ fate, name }: PlannedFile, conflict: Conflict): readonly NameDecision[] {
  const canReplace =
    'existing' in conflict && (conflict.kind !== 'same-content' || conflict.existing.name.normalize('NFC') === name);
  return nameDecisions.filter(
    (decision) => (decision !== 'ask' || fate.action === 'ask') && (decision !== 'replace' || canReplace),
  );
}
