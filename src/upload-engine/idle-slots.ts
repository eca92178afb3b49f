import type { Clock } from './ports.ts';

/** Adds up how long slots stand idle. */
export interface IdleSlots {
  /** From now on so many are idle. */
  set(count: number): void;
  /** Until now, summed over the slots. Milliseconds times slots. */
  slotMs(): number;
}

export function createIdleSlots(clock: Pick<Clock, 'now'>): IdleSlots {
  let sum = 0;
  let idle = 0;
  let since = clock.now();

  const slotMs = () => sum + idle * (clock.now() - since);

  return {
    set(count) {
      sum = slotMs();
      since = clock.now();
      idle = count;
    },
    slotMs,
  };
}
