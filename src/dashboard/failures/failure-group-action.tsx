import { Button } from '@wix/design-system';
import { type ReactNode, useRef } from 'react';
import type { FailureGroup } from '#upload-engine';
import type { GroupOrders } from '../hooks/use-group-orders.ts';
import { FilePicker } from '../intake/file-pickers.tsx';
import { useWords } from '../words/use-words.ts';

interface FailureGroupActionProps {
  readonly group: FailureGroup;
  readonly orders: GroupOrders;
  readonly onBrowseFiles: () => void;
}

/** The one button that helps this group. */
export function FailureGroupAction({ group, orders, onBrowseFiles }: FailureGroupActionProps): ReactNode {
  const words = useWords();
  const input = useRef<HTMLInputElement>(null);
  const count = group.itemIds.length;
  const act = (label: string, onClick: () => void) => (
    <Button size="small" priority="secondary" dataHook="failure-group-action" onClick={onClick}>
      {label}
    </Button>
  );
  switch (group.action) {
    case 'retry':
    case 'ask-owner':
    case 'ask-support':
    case 'choose-folder':
      return act(words('failures.retry', { count }), orders.retry);
    case 'free-space':
      return (
        <>
          {group.example.upgradeUrl === undefined ? null : (
            <Button size="small" as="a" href={group.example.upgradeUrl} target="_blank" rel="noreferrer">
              {words('row.upgrade')}
            </Button>
          )}
          {act(words('failures.retry', { count }), orders.retry)}
        </>
      );
    case 'pick-again':
      return (
        <>
          <FilePicker ref={input} kind="files" dataHook="failure-group-input" onPick={orders.bring} />
          {act(words('failures.pickAgain', { count }), () => input.current?.click())}
        </>
      );
    case 'rename':
    case 'other-file':
      return act(words('failures.otherFiles', { count }), onBrowseFiles);
    case 'reload-page':
      return act(words('blocked.action'), () => window.location.reload());
    case 'take-over':
      return act(words('open.takeOver'), orders.takeOver);
    default:
      return group.action satisfies never;
  }
}
