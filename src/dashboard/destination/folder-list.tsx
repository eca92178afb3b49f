import { Button, SkeletonGroup, SkeletonLine, Text } from '@wix/design-system';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { Folder } from '#contracts';
import type { FolderListingControl } from '../hooks/use-folder-listing.ts';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import classes from './folder-list.module.css';
import { FolderOption } from './folder-option.tsx';
import { moveFocus } from './move-focus.ts';

interface FolderListProps {
  readonly control: FolderListingControl;
  readonly chosenId: string;
  readonly label: string;
  readonly emptyText: string;
  readonly onChoose: (folder: Folder) => void;
  readonly onUp: () => void;
}

/** The folders of one level. Arrow keys move, Enter chooses and goes in, Backspace goes up. */
export function FolderList({ control, chosenId, label, emptyText, onChoose, onUp }: FolderListProps) {
  const words = useWords();
  const list = useRef<HTMLUListElement>(null);
  const { listing } = control;
  const takesFocus = useRef(false);
  useEffect(() => {
    if (listing.status !== 'loaded' || !takesFocus.current) return;
    takesFocus.current = false;
    list.current?.querySelector('button')?.focus();
  }, [listing]);
  const choose = (folder: Folder) => {
    // The pressed option goes away with its level; the keyboard goes on in the next one.
    takesFocus.current = true;
    onChoose(folder);
  };
  if (listing.status === 'loading') return <FoldersLoading label={words('folders.loading')} />;
  if (listing.status === 'failed') return <FoldersFailed failure={listing.failure} onRetry={control.reload} />;
  if (listing.entries.length === 0) return <Text secondary>{emptyText}</Text>;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Backspace') onUp();
    else if (list.current !== null && moveFocus(list.current, event.key)) event.preventDefault();
  };
  return (
    <>
      <ul ref={list} className={classes.list} aria-label={label} onKeyDown={onKeyDown}>
        {listing.entries.map((folder) => (
          <FolderOption key={folder.id} folder={folder} isChosen={folder.id === chosenId} onChoose={choose} />
        ))}
      </ul>
      {listing.nextCursor === undefined ? null : (
        <div className={classes.more}>
          {typeof listing.more === 'object' ? (
            <Text size="small" skin="error">
              {words('folders.failed')}. {failureWords(words, listing.more).cure}
            </Text>
          ) : null}
          <Button size="small" priority="secondary" disabled={listing.more === 'loading'} onClick={control.loadMore}>
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
