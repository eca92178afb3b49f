import { IconButton } from '@wix/design-system';
import { ArrowUp, Dismiss, Pause, Play, Refresh, X } from '@wix/wix-ui-icons-common';
import type { ReactElement } from 'react';
import type { UploadItem } from '#upload-engine';
import { type MessageId, useWords } from '../words/use-words.ts';
import { type ItemOrder, ordersFor } from './item-orders.ts';
import { useItemOrders } from './use-item-orders.ts';

const icons: Readonly<Record<ItemOrder, ReactElement>> = {
  'send-next': <ArrowUp />,
  pause: <Pause />,
  resume: <Play />,
  cancel: <X />,
  retry: <Refresh />,
  remove: <Dismiss />,
};

interface RowActionsProps {
  readonly item: UploadItem;
  /** The pressed button may be gone with the next state, and the row as well: another place takes the focus. */
  readonly onActed: (order: ItemOrder) => void;
}

/**
 * The browser's own hint on hover: the design system's mounts a positioning engine for each button, and rows come and go
 * with every scroll.
 */
export function RowActions({ item, onActed }: RowActionsProps) {
  const giveOrder = useItemOrders();
  const words = useWords();
  return ordersFor(item.state.status).map((order) => {
    const messageId: MessageId = `row.${order}`;
    const label = words(messageId, { name: item.name });
    return (
      <IconButton
        key={order}
        size="small"
        priority="tertiary"
        skin="dark"
        title={label}
        ariaLabel={label}
        dataHook={`row-${order}`}
        onClick={() => {
          onActed(order);
          giveOrder(order, [item.id]);
        }}
      >
        {icons[order]}
      </IconButton>
    );
  });
}
