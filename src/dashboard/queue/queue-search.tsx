import { Input } from '@wix/design-system';
import { Search } from '@wix/wix-ui-icons-common';
import { useWords } from '../words/use-words.ts';
import classes from './queue-card.module.css';

interface QueueSearchProps {
  readonly search: string;
  readonly onChange: (search: string) => void;
}

/** Narrows the list to files whose path holds what is typed. */
export function QueueSearch({ search, onChange }: QueueSearchProps) {
  const words = useWords();
  return (
    <div className={classes.search}>
      <Input
        size="small"
        border="round"
        clearButton
        dataHook="queue-search"
        prefix={
          <Input.IconAffix>
            <Search />
          </Input.IconAffix>
        }
        placeholder={words('queue.search.placeholder')}
        ariaLabel={words('queue.search')}
        value={search}
        onChange={(event) => onChange(event.target.value)}
        onClear={() => onChange('')}
      />
    </div>
  );
}
