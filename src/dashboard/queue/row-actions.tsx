import { IconButton } from '@wix/design-system';
import { ArrowUp, Pause, Play, Refresh, X } from '@wix/wix-ui-icons-common';
import type { ReactElement } from 'react';
import type { UploadItem } from '#upload-engine';
import { useEngine } from '../hooks/engine-context.tsx';
import { type MessageId, useWords } from '../words/use-words.ts';
import { giveOrder, type ItemOrder, ordersFor } from './item-orders.ts';

const icons: Readonly<Record<ItemOrder, ReactElement>> = {
  'send-next': <ArrowUp />,
  pause: <Pause />,
  resume: <Play />,
  cancel: <X />,
  retry: <Refresh />,
};

/**
 * The browser's own hint on hover: the design system's mounts a positioning engine for each button, and rows come and go
 * with every scroll. `onActed`: the pressed button may be gone with the next state, so the row takes the focus.
 */
export function RowActions({ item, onActed }: { readonly item: UploadItem; readonly onActed: () => void }) {
  const engine = useEngine();
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
          giveOrder(engine, order, [item.id]);
          onActed();
        }}
      >
        {icons[order]}
      </IconButton>
    );
  });
}
