import { ChevronDown } from '@wix/wix-ui-icons-common';
import { memo } from 'react';
import type { QueueFolder, QueueFolderKey } from '#upload-engine';
import { filledShare, overallPercent, unfinishedCount, wantedCount } from '../hooks/queue-progress.ts';
import { useFolder } from '../hooks/use-folder.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { useWords } from '../words/use-words.ts';
import classes from './folder-head.module.css';

interface FolderHeadProps {
  readonly folderKey: QueueFolderKey;
  readonly isCollapsed: boolean;
  readonly onToggle: (key: QueueFolderKey, isCollapsed: boolean) => void;
}

/** A folder's name and how far its files are. Pressing it hides the files or shows them again. */
export const FolderHead = memo(function FolderHead({ folderKey, isCollapsed, onToggle }: FolderHeadProps) {
  const words = useWords();
  const folder = useFolder(folderKey);
  if (folder === undefined) return null;
  const { path, byStatus } = folder;
  const cut = path.lastIndexOf('/') + 1;
  const name = path === '' ? words('queue.noFolder') : path;
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
        <bdi className={classes.name} title={name}>
          <span className={classes.above}>{path.slice(0, cut)}</span>
          <span className={classes.own}>{name.slice(cut)}</span>
        </bdi>
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
