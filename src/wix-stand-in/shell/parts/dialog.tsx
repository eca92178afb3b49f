import { Box, CloseButton, Heading } from '@wix/design-system';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Words } from '../words.ts';

interface DialogProps {
  readonly title: string;
  readonly words: Words;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus, closes with Escape and lies above everything. */
export function Dialog({ title, words, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const cancel = (event: { preventDefault(): void }) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={dialog} className="dialog" aria-label={title} data-hook="shell-dialog" onCancel={cancel}>
      <Box align="space-between" verticalAlign="middle" marginBottom="SP3" gap="SP3">
        <Heading size="small">{title}</Heading>
        <CloseButton
          size="medium"
          skin="dark"
          onClick={onClose}
          aria-label={words.close}
          dataHook="shell-dialog-close"
        />
      </Box>
      {children}
    </dialog>
  );
}
