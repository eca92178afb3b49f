import { useId } from 'react';
import type { PlanSettings } from '#upload-engine';
import { useFailureGroups } from '../hooks/use-failure-groups.ts';
import { useWords } from '../words/use-words.ts';
import { FailureGroupRow } from './failure-group-row.tsx';
import classes from './failures.module.css';
import { ReportButton } from './report-button.tsx';

interface FailurePanelProps {
  readonly planSettings: PlanSettings;
  /** Lets the person add other files instead. */
  readonly onBrowseFiles: () => void;
}

/** What failed, by cause, each with the one thing that helps. Absent while nothing has failed. */
export function FailurePanel({ planSettings, onBrowseFiles }: FailurePanelProps) {
  const words = useWords();
  const heading = useId();
  const groups = useFailureGroups();
  if (groups.length === 0) return null;
  const count = groups.reduce((sum, { itemIds }) => sum + itemIds.length, 0);
  return (
    <section className={classes.panel} aria-labelledby={heading} data-hook="failure-panel">
      <div className={classes.head}>
        <h3 id={heading} className={classes.title}>
          {words('failures.title', { count })}
        </h3>
        <ReportButton />
      </div>
      <ul className={classes.groups}>
        {groups.map((group) => (
          <li key={`${group.code} ${group.wixCode ?? ''}`}>
            <FailureGroupRow group={group} planSettings={planSettings} onBrowseFiles={onBrowseFiles} />
          </li>
        ))}
      </ul>
    </section>
  );
}
