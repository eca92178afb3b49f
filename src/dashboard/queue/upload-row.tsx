import { memo, useCallback, useRef } from 'react';
import type { ItemId, UploadItem } from '#upload-engine';
import { useItem } from '../hooks/use-queue.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { useWords } from '../words/use-words.ts';
import type { ItemOrder } from './item-orders.ts';
import { movedBytes } from './moved-bytes.ts';
import { RowActions } from './row-actions.tsx';
import { RowCheckbox } from './row-checkbox.tsx';
import { RowDetail } from './row-detail.tsx';
import { StatusBadge } from './status-badge.tsx';
import { Thumbnail } from './thumbnail.tsx';
import classes from './upload-row.module.css';
import { VerificationBadge } from './verification-badge.tsx';

interface UploadRowProps {
  readonly id: ItemId;
  readonly getShownIds: () => readonly ItemId[];
}

/** One file. Rendered again only when this file changes. */
export const UploadRow = memo(function UploadRow({ id, getShownIds }: UploadRowProps) {
  const item = useItem(id);
  const row = useRef<HTMLDivElement>(null);
  const takeFocus = useCallback((order: ItemOrder) => {
    const target = order === 'remove' ? (rowBeside(row.current) ?? row.current) : row.current;
    target?.focus({ preventScroll: true });
  }, []);
  if (item === undefined) return null;
  return (
    <div
      ref={row}
      tabIndex={-1}
      className={classes.row}
      data-hook="upload-row"
      data-file-name={item.name}
      data-path={item.path}
      data-status={item.state.status}
    >
      <RowCheckbox item={item} getShownIds={getShownIds} />
      <Thumbnail item={item} />
      <div className={classes.main}>
        <div className={classes.nameLine}>
          <bdi className={classes.name} title={item.path}>
            {item.name}
          </bdi>
          <span className={classes.badges}>
            <VerificationBadge
              verification={item.state.status === 'ready' ? item.state.file.verification : undefined}
            />
            <StatusBadge status={item.state.status} />
          </span>
        </div>
        <RowProgress item={item} />
        <RowDetail item={item} />
      </div>
      <div className={classes.actions}>
        <RowActions item={item} onActed={takeFocus} />
      </div>
    </div>
  );
});

/** The one below, else the one above. */
function rowBeside(row: HTMLElement | null): HTMLElement | null | undefined {
  const place = row?.closest('li');
  const beside = [place?.nextElementSibling, place?.previousElementSibling].find((one) => one instanceof HTMLElement);
  return beside?.querySelector<HTMLElement>('[data-hook="upload-row"], [data-hook="folder-toggle"]');
}

function RowProgress({ item }: { readonly item: UploadItem }) {
  const words = useWords();
  const bytes = movedBytes(item);
  // Its place is kept: a row that grew and shrank would move all those below it.
  if (bytes === undefined || !item.sizeInBytes) return <div className={classes.noProgress} />;
  const percent = Math.floor((bytes / item.sizeInBytes) * 100);
  return (
    <ProgressBar
      percent={percent}
      label={words('row.progressLabel', { name: item.name })}
      valueText={words.intl.formatNumber(percent / 100, { style: 'percent' })}
      tone={item.state.status === 'sending' ? 'moving' : 'resting'}
    />
  );
}
