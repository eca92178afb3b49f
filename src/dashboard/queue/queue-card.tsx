import { Card } from '@wix/design-system';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { PlanSettings } from '#upload-engine';
import { FailurePanel } from '../failures/failure-panel.tsx';
import { useEngine } from '../hooks/engine-context.tsx';
import { isPlain } from '../hooks/list-filter.ts';
import type { ListSection } from '../hooks/list-rows.ts';
import type { QueueGroup } from '../hooks/queue-groups.ts';
import { useCollapsed } from '../hooks/use-collapsed.ts';
import { useListSections } from '../hooks/use-list-sections.ts';
import { SelectionProvider, useNewSelection, useSelectedIds } from '../hooks/use-selection.ts';
import { useSettled } from '../hooks/use-settled.ts';
import { SummaryBar } from '../summary/summary-bar.tsx';
import { FolderFold } from './folder-fold.tsx';
import { ListPlace } from './list-place.tsx';
import { NextFailure } from './next-failure.tsx';
import classes from './queue-card.module.css';
import { QueueFilter } from './queue-filter.tsx';
import { QueueList, type QueueListHandle } from './queue-list.tsx';
import { QueueSearch } from './queue-search.tsx';
import { SelectAll } from './select-all.tsx';
import { SelectionBar } from './selection-bar.tsx';

/** Typing goes on this long before the list follows. Milliseconds. */
const TYPING_MS = 150;

interface QueueCardProps {
  readonly planSettings: PlanSettings;
  readonly onBrowseFiles: () => void;
}

export function QueueCard({ planSettings, onBrowseFiles }: QueueCardProps) {
  const [group, setGroup] = useState<QueueGroup>('all');
  const [typed, setTyped] = useState('');
  const search = useSettled(typed, TYPING_MS);
  const sections = useListSections({ group, search });
  const hasHeads = useHasHeads(sections);
  const collapsed = useCollapsed(isPlain({ group, search }) ? '' : `${group} ${search}`);
  const { getShownIds, count } = useShown(sections);
  const selection = useNewSelection();
  const selectedIds = useSelectedIds(selection);
  const list = useRef<QueueListHandle>(null);
  const goToNextFailure = useNextFailure(list, sections, () => {
    setGroup('all');
    setTyped('');
  });
  const selectByKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && selectedIds.length > 0) selection.replace([]);
    if (event.key !== 'a' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    selection.replace(getShownIds());
  };
  return (
    <Card hideOverflow>
      <SummaryBar />
      <FailurePanel planSettings={planSettings} onBrowseFiles={onBrowseFiles} />
      <div className={classes.toolbar}>
        <div className={classes.tools}>
          <SelectAll selection={selection} selectedIds={selectedIds} count={count} getShownIds={getShownIds} />
          <QueueFilter group={group} onChange={setGroup} />
          <QueueSearch search={typed} onChange={setTyped} />
          <NextFailure onClick={goToNextFailure} />
          {hasHeads ? <FolderFold sections={sections} collapsed={collapsed} /> : null}
        </div>
        {selectedIds.length > 0 ? <SelectionBar selection={selection} ids={selectedIds} /> : null}
      </div>
      {hasHeads || sections[0] === undefined ? null : <ListPlace folderKey={sections[0].folder} />}
      <SelectionProvider value={selection}>
        <QueueList
          ref={list}
          sections={sections}
          collapsed={collapsed}
          hasHeads={hasHeads}
          isSearched={!isPlain({ group: 'all', search })}
          getShownIds={getShownIds}
          onKeyDown={selectByKey}
        />
      </SelectionProvider>
    </Card>
  );
}

/** Files that all came without a folder need no head that says so. */
function useHasHeads(sections: readonly ListSection[]): boolean {
  const engine = useEngine();
  return sections.length > 1 || sections.some(({ folder }) => engine.getFolder(folder)?.path !== '');
}

/** What the list shows, in its order, collapsed folders included. */
function useShown(sections: readonly ListSection[]) {
  const shown = useRef(sections);
  useEffect(() => {
    shown.current = sections;
  }, [sections]);
  const getShownIds = useCallback(() => shown.current.flatMap(({ ids }) => ids), []);
  return { getShownIds, count: sections.reduce((sum, { ids }) => sum + ids.length, 0) };
}

/** Where the list as it is narrowed has no failed file, it is widened first. */
function useNextFailure(
  list: { readonly current: QueueListHandle | null },
  sections: readonly ListSection[],
  widen: () => void,
): () => void {
  const engine = useEngine();
  const isLookedFor = useRef(false);
  const go = useCallback(
    () => list.current?.goToNext((id) => engine.getItem(id)?.state.status === 'failed') ?? false,
    [list, engine],
  );
  useEffect(() => {
    // A list that shows other files is another chance.
    if (isLookedFor.current && sections.length > 0) isLookedFor.current = !go();
  }, [sections, go]);
  return () => {
    isLookedFor.current = !go();
    if (isLookedFor.current) widen();
  };
}
