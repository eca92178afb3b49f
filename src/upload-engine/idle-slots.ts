import type { Clock } from './ports.ts';

/** Adds up how long slots stand idle. */
export interface IdleSlots {
  /** From now on so many are idle. */
  set(count: number): void;
  /** The time since the last call, summed over the slots. Milliseconds times slots. */
  take(): number;
}

export function createIdleSlots(clock: Pick<Clock, 'now'>): IdleSlots {
  let slotMs = 0;
  let idle = 0;
  let since = clock.now();

  const reckon = () => {
    slotMs += idle * (clock.now() - since);
    since = clock.now();
  };

  return {
    set(count) {
      reckon();
      idle = count;
    },
    take() {
      reckon();
      const taken = slotMs;
      slotMs = 0;
      return taken;
    },
  };
}
