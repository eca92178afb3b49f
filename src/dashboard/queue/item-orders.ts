import type { ItemStatus } from '#upload-engine';

/** What a person can do to a file of the list. */
export const itemOrders = ['send-next', 'pause', 'resume', 'retry', 'cancel', 'remove'] as const;
export type ItemOrder = (typeof itemOrders)[number];

const ordersOfStatus: Readonly<Record<ItemStatus, readonly ItemOrder[]>> = {
  queued: ['send-next', 'pause', 'cancel'],
  checking: ['pause', 'cancel'],
  ticketing: ['pause', 'cancel'],
  sending: ['pause', 'cancel'],
  waiting: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  failed: ['retry', 'remove'],
  accepted: [],
  ready: [],
  skipped: [],
  cancelled: [],
};

/** Those that would do something in this state, in the order of the buttons. */
export function ordersFor(status: ItemStatus): readonly ItemOrder[] {
  return ordersOfStatus[status];
}
