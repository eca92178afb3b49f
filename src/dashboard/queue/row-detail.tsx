import type { UploadItem } from '#upload-engine';
import { useForeseenRefusal } from '../hooks/use-plans.ts';
import { formatSize } from '../words/format-size.ts';
import { useWords, type Words } from '../words/use-words.ts';
import { movedBytes } from './moved-bytes.ts';
import { ReadyLinks } from './ready-links.tsx';
import { RowError } from './row-error.tsx';
import classes from './upload-row.module.css';

/** The line below the name: size, and what there is to say about the state; an explanation has lines of its own. */
export function RowDetail({ item }: { readonly item: UploadItem }) {
  const words = useWords();
  const sizes = sizesOf(words, item);
  const refusal = useForeseenRefusal(item.id);
  const note = refusal === undefined ? noteOf(words, item) : words('row.willRefuse');
  const { state } = item;
  return (
    <>
      <div className={classes.meta}>
        {sizes === undefined ? null : <span className={classes.size}>{sizes}</span>}
        {note === undefined ? null : (
          <span className={classes.note} title={note}>
            {note}
          </span>
        )}
        {state.status === 'ready' && state.file.url !== '' ? (
          <ReadyLinks name={item.name} url={state.file.url} />
        ) : null}
      </div>
      {state.status === 'failed' || state.status === 'skipped' ? (
        <RowError failure={state.failure} isFailed={state.status === 'failed'} />
      ) : null}
      {refusal === undefined ? null : <RowError failure={refusal} isFailed={false} />}
    </>
  );
}

function sizesOf(words: Words, item: UploadItem): string | undefined {
  const { sizeInBytes } = item;
  if (sizeInBytes === undefined) return undefined;
  const total = formatSize(words.intl, sizeInBytes);
  const sent = movedBytes(item);
  if (sent !== undefined) return words('row.progress', { sent: formatSize(words.intl, sent), total });
  return words('row.size', { size: total });
}

function noteOf(words: Words, item: UploadItem): string | undefined {
  const { state, isHeld } = item;
  if (isHeld && state.status === 'queued') return words('row.held');
  if (state.status === 'waiting') return words(`wait.${state.reason}`);
  if (state.status === 'accepted') return words('row.accepted');
  return otherNameOf(words, item);
}

/** The name that it has on the site, or will have, where somebody who compares the two sees a difference. */
function otherNameOf(words: Words, { state, name, sentAs }: UploadItem): string | undefined {
  if (sentAs === undefined || sentAs === name.normalize('NFC')) return undefined;
  switch (state.status) {
    case 'ready':
      return words('row.sentAs', { name: sentAs });
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return undefined;
    default:
      return words('plan.sentAs', { name: sentAs });
  }
}
