import { Card } from '@wix/design-system';
import { type KeyboardEvent, useState } from 'react';
import { FailurePanel } from '../failures/failure-panel.tsx';
import type { QueueGroup } from '../hooks/queue-groups.ts';
import { useGroupIds } from '../hooks/use-group-ids.ts';
import { SelectionProvider, useNewSelection, useSelectedIds } from '../hooks/use-selection.ts';
import { SummaryBar } from '../summary/summary-bar.tsx';
import classes from './queue-card.module.css';
import { QueueFilter } from './queue-filter.tsx';
import { QueueList } from './queue-list.tsx';
import { SelectAll } from './select-all.tsx';
import { SelectionBar } from './selection-bar.tsx';

interface QueueCardProps {
  readonly onClearDone: () => void;
  readonly onBrowseFiles: () => void;
}

export function QueueCard({ onClearDone, onBrowseFiles }: QueueCardProps) {
  const [group, setGroup] = useState<QueueGroup>('all');
  const ids = useGroupIds(group);
  const selection = useNewSelection();
  const selectedIds = useSelectedIds(selection);
  const selectByKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && selectedIds.length > 0) selection.replace([]);
    if (event.key !== 'a' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    selection.replace(ids);
  };
  return (
    <Card hideOverflow>
      <SummaryBar onClearDone={onClearDone} />
      <FailurePanel onBrowseFiles={onBrowseFiles} />
      <div className={classes.toolbar}>
        <div className={classes.tools}>
          <SelectAll selection={selection} selectedIds={selectedIds} shownIds={ids} />
          <QueueFilter group={group} onChange={setGroup} />
        </div>
        {selectedIds.length > 0 ? <SelectionBar selection={selection} ids={selectedIds} /> : null}
      </div>
      <SelectionProvider value={selection}>
        <QueueList ids={ids} onKeyDown={selectByKey} />
      </SelectionProvider>
    </Card>
  );
}
