import { memo } from 'react';
import type { HistoryEntry } from '#contracts';
import { ReadyLinks } from '../queue/ready-links.tsx';
import { StatusBadge } from '../queue/status-badge.tsx';
import { VerificationBadge } from '../queue/verification-badge.tsx';
import { placeWords } from '../words/destination-words.ts';
import { failureWords } from '../words/failure-words.ts';
import { formatSize } from '../words/format-size.ts';
import { useWords } from '../words/use-words.ts';
import classes from './history.module.css';

/** One file that was uploaded, or was to be. */
export const HistoryRow = memo(function HistoryRow({ entry }: { readonly entry: HistoryEntry }) {
  const words = useWords();
  const { name, path, state, url, sizeInBytes, failure, verification, destination } = entry;
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const place = (destination && placeWords(words, destination, folder)) ?? folder;
  const when = words.intl.formatDate(entry.finishedAt ?? entry.createdAt, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <div
      className={classes.row}
      data-hook="history-row"
      data-file-name={name}
      data-status={state}
      data-url={url ?? ''}
      data-path={path}
    >
      <div className={classes.nameLine}>
        <bdi className={classes.name} title={path}>
          {name}
        </bdi>
        <span className={classes.badges}>
          <VerificationBadge verification={state === 'ready' ? verification : undefined} />
          <StatusBadge status={state} />
        </span>
      </div>
      <div className={classes.meta}>
        <span>{when}</span>
        {sizeInBytes === undefined ? null : <span>{formatSize(words.intl, sizeInBytes)}</span>}
        {place === '' ? null : (
          <bdi className={classes.folder} title={place} data-hook="history-place">
            {place}
          </bdi>
        )}
        {url === undefined || url === '' ? null : <ReadyLinks name={name} url={url} />}
      </div>
      {failure !== undefined && (state === 'failed' || state === 'skipped') ? (
        <div className={state === 'failed' ? classes.failure : classes.leftOut}>
          {failureWords(words, failure).title}
        </div>
      ) : null}
      {state === 'replaced' ? <div className={classes.leftOut}>{words('history.replaced')}</div> : null}
    </div>
  );
});
