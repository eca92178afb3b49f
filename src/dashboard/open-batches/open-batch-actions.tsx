import { Button } from '@wix/design-system';
import { useRef, useState } from 'react';
import type { OpenBatchView } from '#upload-engine';
import type { BatchOrders } from '../hooks/use-batch-orders.ts';
import { FilePicker } from '../intake/file-pickers.tsx';
import { InlineConfirmation } from '../parts/inline-confirmation.tsx';
import { useWords } from '../words/use-words.ts';
import classes from './open-batches.module.css';

interface OpenBatchActionsProps {
  readonly batch: OpenBatchView;
  readonly orders: BatchOrders;
  readonly onPick: (files: FileList) => void;
}

export function OpenBatchActions({ batch, orders, onPick }: OpenBatchActionsProps) {
  const words = useWords();
  const folder = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const [isForgetting, setIsForgetting] = useState(false);
  const isBusy = orders.order.status === 'running';
  if (!batch.canContinue) {
    return (
      <div className={classes.buttons}>
        <Button size="small" disabled={isBusy} dataHook="open-batch-take-over" onClick={orders.takeOver}>
          {words('open.takeOver')}
        </Button>
      </div>
    );
  }
  if (isForgetting) {
    return (
      <InlineConfirmation
        dataHook="open-batch-forget-question"
        question={words('open.forgetQuestion', { count: batch.missing, done: batch.done })}
        confirmLabel={words('open.forget')}
        isBusy={isBusy}
        onConfirm={() => {
          setIsForgetting(false);
          orders.forget();
        }}
        onCancel={() => setIsForgetting(false)}
      />
    );
  }
  const folderWay = { label: words('open.chooseFolder'), open: () => folder.current?.click() };
  const filesWay = { label: words('open.chooseFiles'), open: () => files.current?.click() };
  const [first, second] = batch.hasFolders ? [folderWay, filesWay] : [filesWay, folderWay];
  return (
    <div className={classes.buttons}>
      <FilePicker ref={folder} kind="folder" dataHook="open-batch-folder-input" onPick={onPick} />
      <FilePicker ref={files} kind="files" dataHook="open-batch-file-input" onPick={onPick} />
      <Button size="small" disabled={isBusy} dataHook="open-batch-continue" onClick={first.open}>
        {first.label}
      </Button>
      <Button size="small" priority="secondary" disabled={isBusy} onClick={second.open}>
        {second.label}
      </Button>
      <Button
        size="small"
        priority="secondary"
        disabled={isBusy}
        dataHook="open-batch-forget"
        onClick={() => setIsForgetting(true)}
      >
        {words('open.forget')}
      </Button>
    </div>
  );
}
