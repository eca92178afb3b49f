import { Button } from '@wix/design-system';
import { useEffect, useId, useRef } from 'react';
import { useWords } from '../words/use-words.ts';
import classes from './inline-confirmation.module.css';

interface InlineConfirmationProps {
  readonly question: string;
  readonly confirmLabel: string;
  readonly isBusy?: boolean;
  readonly dataHook: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** A second thought before something is lost, in its place on the page: a page of the dashboard has no dialogs of its own. */
export function InlineConfirmation(props: InlineConfirmationProps) {
  const { question, confirmLabel, isBusy = false, dataHook, onConfirm, onCancel } = props;
  const words = useWords();
  const text = useId();
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => group.current?.focus({ preventScroll: true }), []);
  return (
    <div
      ref={group}
      role="alertdialog"
      aria-labelledby={text}
      tabIndex={-1}
      className={classes.confirmation}
      data-hook={dataHook}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <span id={text} className={classes.question}>
        {question}
      </span>
      <Button size="small" skin="destructive" disabled={isBusy} dataHook={`${dataHook}-confirm`} onClick={onConfirm}>
        {confirmLabel}
      </Button>
      <Button size="small" priority="secondary" disabled={isBusy} dataHook={`${dataHook}-cancel`} onClick={onCancel}>
        {words('confirm.keep')}
      </Button>
    </div>
  );
}
