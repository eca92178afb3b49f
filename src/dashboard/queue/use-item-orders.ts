import { useCallback } from 'react';
import type { ItemId } from '#upload-engine';
import { useEngine } from '../hooks/engine-context.tsx';
import { useListCleaning } from '../hooks/list-cleaning.tsx';
import type { ItemOrder } from './item-orders.ts';

/** Gives an order to files of the list; those for which it means nothing are left alone. */
export function useItemOrders(): (order: ItemOrder, ids: readonly ItemId[]) => void {
  const engine = useEngine();
  const cleaning = useListCleaning();
  return useCallback(
    (order, ids) => {
      if (order === 'send-next') engine.sendNext(ids);
      else if (order === 'remove') cleaning.remove(ids);
      else engine[order](ids);
    },
    [engine, cleaning],
  );
}
