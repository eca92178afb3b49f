import { Checkbox } from '@wix/design-system';
import { useId } from 'react';
import type { PlanSettings } from '#upload-engine';
import { nameDecisions } from '../hooks/use-plan-settings.ts';
import { useWords } from '../words/use-words.ts';
import classes from './plan.module.css';

interface PlanOptionsProps {
  readonly settings: PlanSettings;
  readonly onChange: (changes: Partial<PlanSettings>) => void;
}

/** What shall be done without asking. */
export function PlanOptions({ settings, onChange }: PlanOptionsProps) {
  const words = useWords();
  const id = useId();
  return (
    <div className={classes.options} data-hook="plan-options">
      <label htmlFor={id} className={classes.optionLabel}>
        {words('options.sameName')}
      </label>
      <select
        id={id}
        className={classes.select}
        data-hook="option-same-name"
        value={settings.sameName}
        onChange={({ currentTarget }) => {
          const sameName = nameDecisions.find((decision) => decision === currentTarget.value);
          if (sameName !== undefined) onChange({ sameName });
        }}
      >
        {nameDecisions.map((decision) => (
          <option key={decision} value={decision}>
            {words(decision === 'ask' ? 'options.ask' : `plan.decision.${decision}`)}
          </option>
        ))}
      </select>
      <Checkbox
        size="small"
        dataHook="option-show-plan"
        checked={settings.show === 'always'}
        onChange={() => onChange({ show: settings.show === 'always' ? 'when-needed' : 'always' })}
      >
        {words('options.showPlan')}
      </Checkbox>
      <Checkbox
        size="small"
        dataHook="option-empty-folders"
        checked={settings.emptyFolders}
        onChange={() => onChange({ emptyFolders: !settings.emptyFolders })}
      >
        {words('options.emptyFolders')}
      </Checkbox>
    </div>
  );
}
