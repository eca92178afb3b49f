import type { Clock } from './ports.ts';
import type { QueueEntry } from './queue-entry.ts';

/** Items that wait although nobody stopped them, first come first. */
export interface WaitingRoom {
  /** @param delayMs absent: until somebody wakes it */
  enter(entry: QueueEntry, delayMs?: number): void;
  leave(entry: QueueEntry): void;
  /** Ends the wait of all that the test names. */
  wake(test: (entry: QueueEntry) => boolean): void;
  /** Ends the wait of the one that waited longest without a time of its own. */
  wakeFirst(): void;
  dispose(): void;
}

/** @param onWaitOver called when an item's time has come or it was woken; it has left the room then */
export function createWaitingRoom(clock: Clock, onWaitOver: (entry: QueueEntry) => void): WaitingRoom {
  const cancelTimers = new Map<QueueEntry, (() => void) | undefined>();

  const leave = (entry: QueueEntry) => {
    cancelTimers.get(entry)?.();
    return cancelTimers.delete(entry);
  };
  const wakeUp = (entry: QueueEntry) => {
    if (leave(entry)) onWaitOver(entry);
  };

  return {
    enter(entry, delayMs) {
      leave(entry);
      cancelTimers.set(entry, delayMs === undefined ? undefined : clock.setTimeout(() => wakeUp(entry), delayMs));
    },
    leave,
    wake(test) {
      for (const entry of [...cancelTimers.keys()]) if (test(entry)) wakeUp(entry);
    },
    wakeFirst() {
      for (const [entry, cancelTimer] of cancelTimers) if (cancelTimer === undefined) return wakeUp(entry);
    },
    dispose() {
      for (const entry of [...cancelTimers.keys()]) leave(entry);
    },
  };
}
