import { useVirtualizer } from '@tanstack/react-virtual';
import { Text } from '@wix/design-system';
import { useEffect, useRef } from 'react';
import type { HistoryEntry } from '#contracts';
import virtual from '../parts/virtual-rows.module.css';
import { useWords } from '../words/use-words.ts';
import classes from './history.module.css';
import { HistoryRow } from './history-row.tsx';

/** Pixels; rows with an explanation are measured. */
const USUAL_ROW_HEIGHT = 64;
const OVERSCAN = 6;
/** The next page is asked for when so many rows are left below. */
const ROWS_AHEAD = 40;

interface HistoryListProps {
  readonly entries: readonly HistoryEntry[];
  readonly onNearEnd: () => void;
}

/** The entries, of which only those in sight exist as elements. */
export function HistoryList({ entries, onNearEnd }: HistoryListProps) {
  const words = useWords();
  const scroller = useRef<HTMLElement>(null);
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_ROW_HEIGHT,
    getItemKey: (index) => entries[index]?.uploadId ?? index,
    overscan: OVERSCAN,
  });
  const rows = virtualizer.getVirtualItems();
  const lastIndex = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (lastIndex + ROWS_AHEAD >= entries.length) onNearEnd();
  }, [lastIndex, entries.length, onNearEnd]);
  return (
    <section ref={scroller} className={classes.scroller} aria-label={words('history.list')}>
      {entries.length === 0 ? (
        <div className={classes.empty}>
          <Text secondary>{words('history.empty')}</Text>
        </div>
      ) : null}
      <ul className={virtual.rows} style={{ blockSize: virtualizer.getTotalSize() }}>
        {rows.map(({ key, index, start }) => {
          const entry = entries[index];
          return entry === undefined ? null : (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={-1}
              className={virtual.place}
              style={{ transform: `translateY(${start}px)` }}
            >
              <HistoryRow entry={entry} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
