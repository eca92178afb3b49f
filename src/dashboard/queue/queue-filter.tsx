import { SegmentedToggle } from '@wix/design-system';
import { countGroups, type QueueGroup, queueGroups } from '../hooks/queue-groups.ts';
import { useSummary } from '../hooks/use-queue.ts';
import { useWords } from '../words/use-words.ts';
import classes from './queue-filter.module.css';

interface QueueFilterProps {
  readonly group: QueueGroup;
  readonly onChange: (group: QueueGroup) => void;
}

/** Narrows the list to one group; groups without files are not offered, the chosen one always is. */
export function QueueFilter({ group, onChange }: QueueFilterProps) {
  const words = useWords();
  const counts = countGroups(useSummary());
  const offered = queueGroups.filter((name) => name === 'all' || name === group || counts[name] > 0);
  return (
    <div className={classes.filter}>
      <SegmentedToggle
        size="small"
        ariaLabel={words('queue.filter.label')}
        selected={group}
        onClick={(_event, value) => {
          const chosen = queueGroups.find((name) => name === value);
          if (chosen !== undefined) onChange(chosen);
        }}
      >
        {offered.map((name) => (
          <SegmentedToggle.Button key={name} value={name} dataHook={`filter-${name}`}>
            {words('queue.filter.option', { name: words(`queue.filter.${name}`), count: counts[name] })}
          </SegmentedToggle.Button>
        ))}
      </SegmentedToggle>
    </div>
  );
}
