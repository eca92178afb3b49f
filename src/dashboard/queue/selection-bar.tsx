import { Button, TextButton } from '@wix/design-system';
import { useCallback } from 'react';
import type { ItemId, UploadEngine } from '#upload-engine';
import type { Selection } from '../hooks/selection.ts';
import { useQueueScan } from '../hooks/use-queue-scan.ts';
import { useWords } from '../words/use-words.ts';
import { type ItemOrder, itemOrders, ordersFor } from './item-orders.ts';
import classes from './selection.module.css';
import { useItemOrders } from './use-item-orders.ts';

interface SelectionBarProps {
  readonly selection: Selection;
  readonly ids: readonly ItemId[];
}

/** Orders for the chosen files; only those that would do something to at least one of them. */
export function SelectionBar({ selection, ids }: SelectionBarProps) {
  const words = useWords();
  const giveOrder = useItemOrders();
  const scan = useCallback((queue: UploadEngine) => possibleOrders(queue, ids).join(' '), [ids]);
  const possible = useQueueScan(scan).split(' ');
  return (
    <div className={classes.bar} data-hook="selection-bar" data-count={ids.length}>
      <span className={classes.count}>{words('select.count', { count: ids.length })}</span>
      {itemOrders
        .filter((order) => possible.includes(order))
        .map((order) => (
          <Button
            key={order}
            size="small"
            priority="secondary"
            dataHook={`selection-${order}`}
            onClick={() => giveOrder(order, ids)}
          >
            {words(`select.${order}`)}
          </Button>
        ))}
      <TextButton size="small" dataHook="selection-clear" onClick={() => selection.replace([])}>
        {words('select.none')}
      </TextButton>
    </div>
  );
}

function possibleOrders(engine: UploadEngine, ids: readonly ItemId[]): readonly ItemOrder[] {
  const possible = new Set<ItemOrder>();
  for (const id of ids) {
    const item = engine.getItem(id);
    for (const order of item === undefined ? [] : ordersFor(item.state.status)) possible.add(order);
    if (possible.size === itemOrders.length) break;
  }
  return [...possible];
}
