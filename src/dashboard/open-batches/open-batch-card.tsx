import { Card, Text } from '@wix/design-system';
import { useId } from 'react';
import type { Session } from '#contracts';
import type { OpenBatchView } from '#upload-engine';
import { useBatchOrders } from '../hooks/use-batch-orders.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { failureWords } from '../words/failure-words.ts';
import { useWords } from '../words/use-words.ts';
import { openBatchAdvice, openBatchFacts, watchingWords } from './describe-open-batch.ts';
import { OpenBatchActions } from './open-batch-actions.tsx';
import classes from './open-batches.module.css';

interface OpenBatchCardProps {
  readonly batch: OpenBatchView;
  readonly session: Session | undefined;
  readonly onPick: (files: FileList, batchId: string) => void;
}

/** One unfinished upload. Files dropped on it are meant for it. */
export function OpenBatchCard({ batch, session, onPick }: OpenBatchCardProps) {
  const words = useWords();
  const heading = useId();
  const orders = useBatchOrders(batch.batchId);
  const { order } = orders;
  const percent = batch.total === 0 ? 0 : Math.floor((batch.done / batch.total) * 100);
  return (
    <Card>
      <section
        className={classes.batch}
        aria-labelledby={heading}
        data-hook="open-batch"
        data-batch-id={batch.batchId}
        data-done={batch.done}
        data-total={batch.total}
        data-state={batch.canContinue ? 'waiting' : 'watching'}
      >
        <h2 id={heading} className={classes.title}>
          {words('open.title', { label: batch.label, done: batch.done, total: batch.total })}
        </h2>
        <ProgressBar
          percent={percent}
          tone={batch.canContinue ? 'resting' : 'moving'}
          label={words('open.progressLabel', { label: batch.label })}
          valueText={words.intl.formatNumber(percent / 100, { style: 'percent' })}
        />
        <Text size="small" secondary>
          {openBatchFacts(words, batch, session)}
        </Text>
        <Text size="small" dataHook="open-batch-advice">
          {openBatchAdvice(words, batch, session)}
        </Text>
        {order.status === 'held' ? <Text size="small">{watchingWords(words, order.heldBy, session)}</Text> : null}
        {order.status === 'failed' ? (
          <Text size="small" skin="error">
            {failureWords(words, order.failure).title} {failureWords(words, order.failure).cure}
          </Text>
        ) : null}
        <OpenBatchActions batch={batch} orders={orders} onPick={(files) => onPick(files, batch.batchId)} />
      </section>
    </Card>
  );
}
