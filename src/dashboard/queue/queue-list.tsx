import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { Text } from '@wix/design-system';
import {
  forwardRef,
  type KeyboardEvent,
  startTransition,
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { ItemId } from '#upload-engine';
import { useEngine } from '../hooks/engine-context.tsx';
import { createListRows, findNextItem, findPlace, type ListRow, type ListSection } from '../hooks/list-rows.ts';
import type { CollapsedFolders } from '../hooks/use-collapsed.ts';
import { useLateFrames } from '../hooks/use-late-frames.ts';
import { useRowFocus } from '../hooks/use-row-focus.ts';
import virtual from '../parts/virtual-rows.module.css';
import { useWords } from '../words/use-words.ts';
import { FolderHead } from './folder-head.tsx';
import classes from './queue-list.module.css';
import { UploadRow } from './upload-row.tsx';

/** A plain row; rows with an explanation are measured. Pixels. */
const USUAL_ROW_HEIGHT = 75;
const HEAD_HEIGHT = 40;
const OVERSCAN = 6;

export interface QueueListHandle {
  /**
   * Scrolls to the next file that passes and gives it the focus; after the last one it begins at the top again.
   * @returns false when the list has none
   */
  goToNext(test: (id: ItemId) => boolean): boolean;
}

interface QueueListProps {
  readonly sections: readonly ListSection[];
  readonly collapsed: CollapsedFolders;
  /** True where folders have heads. */
  readonly hasHeads: boolean;
  /** True where a search narrows the list. */
  readonly isSearched: boolean;
  readonly getShownIds: () => readonly ItemId[];
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The files by folder, of which only those in sight exist as elements. It scrolls in itself: the frame is as high as the page. */
export const QueueList = forwardRef<QueueListHandle, QueueListProps>(function QueueList(props, handle) {
  const { sections, collapsed, hasHeads, isSearched, getShownIds, onKeyDown } = props;
  const words = useWords();
  const scroller = useRef<HTMLElement>(null);
  const rows = useMemo(
    () => createListRows(sections, { hasHeads, collapsed: collapsed.keys }),
    [sections, hasHeads, collapsed.keys],
  );
  const focused = useRef(-1);
  const visited = useRef<ItemId>('');
  const virtualizer = useVirtualizer<HTMLElement, Element>({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: useCallback(
      (index: number) => (rows.at(index)?.kind === 'folder' ? HEAD_HEIGHT : USUAL_ROW_HEIGHT),
      [rows],
    ),
    // A stable function: with another one every place would be reckoned anew.
    getItemKey: rows.keyAt,
    rangeExtractor: useCallback((range: Range) => withIndex(defaultRangeExtractor(range), focused.current, range), []),
    overscan: useOverscan(),
  });
  useLateFrames(scroller, useEngine().giveWay);
  const focus = useRowFocus(scroller, virtualizer, rows);
  useImperativeHandle(handle, () => ({
    goToNext(test) {
      // Whoever presses a button has left the list: then it goes on where it was led to last.
      const at = rows.placeAt(focus.focusedIndex()) ?? findPlace(sections, visited.current);
      const place = findNextItem(sections, at, test);
      const section = place && sections[place.section];
      if (!section) return false;
      visited.current = section.ids[place.position] ?? '';
      collapsed.set(section.folder, false);
      focus.focusRow((now) => now.indexOf(place), 'center');
      return true;
    },
  }));

  return (
    <section
      ref={scroller}
      className={classes.scroller}
      aria-label={words('queue.list')}
      onKeyDown={(event) => {
        focus.onKeyDown(event);
        onKeyDown(event);
      }}
      onFocus={() => {
        focused.current = focus.focusedIndex();
      }}
      onBlur={() => {
        focused.current = -1;
      }}
    >
      {rows.count === 0 ? (
        <div className={classes.empty} role="status">
          <Text secondary>{words(isSearched ? 'queue.search.empty' : 'queue.filter.empty')}</Text>
        </div>
      ) : null}
      <ul className={virtual.rows} style={{ blockSize: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => (
          <li
            key={key}
            ref={virtualizer.measureElement}
            aria-setsize={rows.count}
            aria-posinset={index + 1}
            data-index={index}
            className={virtual.place}
            style={{ transform: `translateY(${start}px)` }}
          >
            <Row row={rows.at(index)} getShownIds={getShownIds} onToggle={collapsed.set} />
          </li>
        ))}
      </ul>
    </section>
  );
});

/** None at first: the rows in sight are there sooner, and no task is long, when those around them come after. */
function useOverscan(): number {
  const [overscan, setOverscan] = useState(0);
  useEffect(() => startTransition(() => setOverscan(OVERSCAN)), []);
  return overscan;
}

interface RowProps {
  readonly row: ListRow | undefined;
  readonly getShownIds: () => readonly ItemId[];
  readonly onToggle: CollapsedFolders['set'];
}

function Row({ row, getShownIds, onToggle }: RowProps) {
  if (row === undefined) return null;
  if (row.kind === 'item') return <UploadRow id={row.id} getShownIds={getShownIds} />;
  return <FolderHead folderKey={row.folder} isCollapsed={row.isCollapsed} onToggle={onToggle} />;
}

/** The row with the focus stays where it is: were it taken away, the keyboard would begin at the top of the page. */
function withIndex(indexes: number[], index: number, { count }: Range): number[] {
  if (index < 0 || index >= count || indexes.includes(index)) return indexes;
  return [...indexes, index].sort((a, b) => a - b);
}
