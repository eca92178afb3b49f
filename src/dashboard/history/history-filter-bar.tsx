import { Input } from '@wix/design-system';
import { Search } from '@wix/wix-ui-icons-common';
import { useId } from 'react';
import { FILE_NAME_MAX_LENGTH, type HistoryState, historyStates } from '#contracts';
import type { HistoryFilter } from '../hooks/use-history.ts';
import { useWords } from '../words/use-words.ts';
import classes from './history.module.css';

interface HistoryFilterBarProps {
  readonly filter: HistoryFilter;
  readonly onChange: (filter: HistoryFilter) => void;
}

export function HistoryFilterBar({ filter, onChange }: HistoryFilterBarProps) {
  const words = useWords();
  const id = useId();
  return (
    <div className={classes.tools}>
      <div className={classes.search}>
        <Input
          size="small"
          border="round"
          clearButton
          dataHook="history-search"
          prefix={
            <Input.IconAffix>
              <Search />
            </Input.IconAffix>
          }
          placeholder={words('history.search')}
          ariaLabel={words('history.search')}
          maxLength={FILE_NAME_MAX_LENGTH}
          value={filter.search}
          onChange={(event) => onChange({ ...filter, search: event.target.value })}
          onClear={() => onChange({ ...filter, search: '' })}
        />
      </div>
      <div className={classes.state}>
        <label htmlFor={id} className={classes.label}>
          {words('queue.filter.label')}
        </label>
        <select
          id={id}
          className={classes.select}
          data-hook="history-state"
          value={filter.state ?? ''}
          onChange={({ currentTarget }) => onChange({ ...filter, state: stateNamed(currentTarget.value) })}
        >
          <option value="">{words('queue.filter.all')}</option>
          {historyStates.map((state) => (
            <option key={state} value={state}>
              {words(`status.${state}`)}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function stateNamed(value: string): HistoryState | undefined {
  return historyStates.find((state) => state === value);
}
