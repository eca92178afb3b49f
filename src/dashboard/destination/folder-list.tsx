import { Button, SkeletonGroup, SkeletonLine, Text } from '@wix/design-system';
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react';
import type { Folder } from '#contracts';
import type { FolderListingControl } from '../hooks/use-folder-listing.ts';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import classes from './folder-list.module.css';
import { FolderOption } from './folder-option.tsx';
import { moveFocus } from './move-focus.ts';

interface FolderListProps {
  /** Where it lies in the page. Has the focus while a level is loading, and keeps it where there is no folder to give it to. */
  readonly place: RefObject<HTMLElement>;
  readonly control: FolderListingControl;
  readonly chosenId: string;
  readonly label: string;
  readonly emptyText: string;
  readonly onChoose: (folder: Folder) => void;
  /** Absent at the top. */
  readonly onUp: (() => void) | undefined;
}

/** The folders of one level. Arrow keys move, Enter chooses and goes in, Backspace goes up. */
export function FolderList({ place, control, chosenId, label, emptyText, onChoose, onUp }: FolderListProps) {
  const list = useRef<HTMLUListElement>(null);
  const { listing } = control;
  const next = useRef(0);
  useEffect(() => {
    if (listing.status !== 'loaded' || document.activeElement !== place.current) return;
    list.current?.querySelectorAll('button')[next.current]?.focus();
  }, [listing, place]);
  /** What was pressed goes away; the keyboard goes on with the folder that is the `index`-th when all is there. */
  const goOnWith = (index: number, act: () => void) => {
    next.current = index;
    place.current?.focus();
    act();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace' && onUp !== undefined) goOnWith(0, onUp);
    else if (list.current !== null && moveFocus(list.current, event.key)) event.preventDefault();
  };
  return (
    <section ref={place} tabIndex={-1} className={classes.place} aria-label={label} onKeyDown={onKeyDown}>
      <Level
        list={list}
        control={control}
        chosenId={chosenId}
        emptyText={emptyText}
        onChoose={(folder) => goOnWith(0, () => onChoose(folder))}
        onRetry={() => goOnWith(0, control.reload)}
        onMore={(shown) => goOnWith(shown, control.loadMore)}
      />
    </section>
  );
}

interface LevelProps extends Pick<FolderListProps, 'control' | 'chosenId' | 'emptyText' | 'onChoose'> {
  readonly list: RefObject<HTMLUListElement>;
  readonly onRetry: () => void;
  /** With how many folders are shown. */
  readonly onMore: (shown: number) => void;
}

function Level({ list, control, chosenId, emptyText, onChoose, onRetry, onMore }: LevelProps) {
  const words = useWords();
  const { listing } = control;
  if (listing.status === 'loading') return <FoldersLoading label={words('folders.loading')} />;
  if (listing.status === 'failed') return <FoldersFailed failure={listing.failure} onRetry={onRetry} />;
  const { entries } = listing;
  if (entries.length === 0) {
    return (
      <div role="status">
        <Text secondary>{emptyText}</Text>
      </div>
    );
  }
  return (
    <>
      <ul ref={list} className={classes.list}>
        {entries.map((folder) => (
          <FolderOption key={folder.id} folder={folder} isChosen={folder.id === chosenId} onChoose={onChoose} />
        ))}
      </ul>
      {listing.nextCursor === undefined ? null : (
        <div className={classes.more}>
          {typeof listing.more === 'object' ? (
            <Text size="small" skin="error">
              {words('folders.failed')}. {failureWords(words, listing.more).cure}
            </Text>
          ) : null}
          <Button
            size="small"
            priority="secondary"
            disabled={listing.more === 'loading'}
            onClick={() => onMore(entries.length)}
          >
            {words(listing.more === 'loading' ? 'folders.loading' : 'folders.more')}
          </Button>
        </div>
      )}
    </>
  );
}

function FoldersLoading({ label }: { readonly label: string }) {
  return (
    <div role="status" aria-label={label}>
      <SkeletonGroup skin="light">
        <div className={classes.skeleton}>
          <SkeletonLine width="60%" />
          <SkeletonLine width="45%" />
          <SkeletonLine width="52%" />
        </div>
      </SkeletonGroup>
    </div>
  );
}

interface FoldersFailedProps {
  readonly failure: Parameters<typeof failureWords>[1];
  readonly onRetry: () => void;
}

function FoldersFailed({ failure, onRetry }: FoldersFailedProps) {
  const words = useWords();
  const { title, cure, detail } = failureWords(words, failure);
  return (
    <div className={classes.failed} role="alert" data-hook="folders-failed">
      <Text weight="bold">{words('folders.failed')}</Text>
      <Text size="small">
        {title} {cure} {detail}
      </Text>
      <Button size="small" priority="secondary" onClick={onRetry} dataHook="folders-retry">
        {words('action.retry')}
      </Button>
    </div>
  );
}
