import { useVirtualizer } from '@tanstack/react-virtual';
import { Text } from '@wix/design-system';
import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react';
import type { ItemId } from '#upload-engine';
import { useWords } from '../words/use-words.ts';
import classes from './queue-list.module.css';
import { UploadRow } from './upload-row.tsx';

/** A plain row; rows with an explanation are measured. Pixels. */
const USUAL_ROW_HEIGHT = 69;
const OVERSCAN = 6;

interface QueueListProps {
  readonly ids: readonly ItemId[];
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The files, of which only those in sight exist as elements. It scrolls in itself: the frame is as high as the page. */
export function QueueList({ ids, onKeyDown }: QueueListProps) {
  const words = useWords();
  const scroller = useRef<HTMLElement>(null);
  const shown = useRef(ids);
  useEffect(() => {
    shown.current = ids;
  }, [ids]);
  const getShownIds = useCallback(() => shown.current, []);
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => USUAL_ROW_HEIGHT,
    getItemKey: (index) => ids[index] ?? index,
    overscan: OVERSCAN,
  });
  return (
    <section ref={scroller} className={classes.scroller} aria-label={words('queue.list')} onKeyDown={onKeyDown}>
      {ids.length === 0 ? (
        <div className={classes.empty}>
          <Text secondary>{words('queue.filter.empty')}</Text>
        </div>
      ) : null}
      <ul className={classes.rows} style={{ blockSize: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => {
          const id = ids[index];
          return id === undefined ? null : (
            <li
              key={key}
              ref={virtualizer.measureElement}
              aria-setsize={ids.length}
              aria-posinset={index + 1}
              data-index={index}
              className={classes.place}
              style={{ transform: `translateY(${start}px)` }}
            >
              <UploadRow id={id} getShownIds={getShownIds} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
