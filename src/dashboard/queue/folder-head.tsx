import { ChevronDown } from '@wix/wix-ui-icons-common';
import { memo } from 'react';
import type { QueueFolder, QueueFolderKey } from '#upload-engine';
import { filledShare, overallPercent, unfinishedCount, wantedCount } from '../hooks/queue-progress.ts';
import { useFolder } from '../hooks/use-folder.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { joinPlace, PLACE_SEPARATOR, placeNames } from '../words/destination-words.ts';
import { useWords } from '../words/use-words.ts';
import classes from './folder-head.module.css';

interface FolderHeadProps {
  readonly folderKey: QueueFolderKey;
  readonly isCollapsed: boolean;
  readonly onToggle: (key: QueueFolderKey, isCollapsed: boolean) => void;
}

/** Where a folder lies and how far its files are. Pressing it hides the files or shows them again. */
export const FolderHead = memo(function FolderHead({ folderKey, isCollapsed, onToggle }: FolderHeadProps) {
  const words = useWords();
  const folder = useFolder(folderKey);
  if (folder === undefined) return null;
  const { path, destination, byStatus } = folder;
  const names = placeNames(words, destination, path) ?? (path === '' ? [words('queue.noFolder')] : path.split('/'));
  const above = names.slice(0, -1);
  const name = joinPlace(words, names);
  const percent = overallPercent(folder);
  const valueText = words.intl.formatNumber(percent / 100, { style: 'percent' });
  return (
    <div className={classes.head} data-hook="folder-row" data-path={path} data-total={folder.total}>
      <button
        type="button"
        className={classes.toggle}
        aria-expanded={!isCollapsed}
        data-hook="folder-toggle"
        onClick={() => onToggle(folderKey, !isCollapsed)}
      >
        <span className={classes.sign} data-collapsed={isCollapsed}>
          <ChevronDown />
        </span>
        <span className={classes.name} title={name}>
          <span className={classes.above}>
            {above.length === 0 ? null : `${joinPlace(words, above)}${PLACE_SEPARATOR}`}
          </span>
          <bdi className={classes.own}>{names.at(-1)}</bdi>
        </span>
        <span className={classes.counts}>
          {words('queue.folder.ready', { ready: byStatus.ready, total: wantedCount(folder) })}
        </span>
        {byStatus.failed > 0 ? (
          <span className={classes.failed}>{words('queue.folder.failed', { count: byStatus.failed })}</span>
        ) : null}
      </button>
      <div className={classes.progress}>
        <ProgressBar
          percent={percent}
          filled={filledShare(folder)}
          tone={toneOf(folder)}
          label={words('row.progressLabel', { name })}
          valueText={valueText}
        />
      </div>
    </div>
  );
});

function toneOf(folder: QueueFolder) {
  const { sending, checking, ticketing, accepted, failed } = folder.byStatus;
  if (unfinishedCount(folder) === 0) return failed > 0 ? 'failed' : 'done';
  return sending + checking + ticketing + accepted > 0 ? 'moving' : 'resting';
}
