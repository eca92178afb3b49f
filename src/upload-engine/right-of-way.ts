import type { Clock } from './ports.ts';

/** How long one word to give way counts. Milliseconds. */
const GIVES_WAY_MS = 500;
/** Small files that are sent at once meanwhile: each costs this computer milliseconds, however short it is. */
const SMALL_WHILE_GIVING_WAY = 1;

/** Lets what is more urgent on this computer go before small files. */
export interface RightOfWay {
  /** For a moment from now on. */
  give(): void;
  /** How many small files may be sent at once now. */
  mostSmall(): number;
  dispose(): void;
}

/** @param onOver small files may go as before */
export function createRightOfWay(clock: Clock, onOver: () => void): RightOfWay {
  let givenUntil = Number.NEGATIVE_INFINITY;
  let cancel = () => {};

  return {
    give() {
      givenUntil = clock.now() + GIVES_WAY_MS;
      cancel();
      cancel = clock.setTimeout(onOver, GIVES_WAY_MS);
    },
    mostSmall: () => (clock.now() < givenUntil ? SMALL_WHILE_GIVING_WAY : Number.POSITIVE_INFINITY),
    dispose: () => cancel(),
  };
}
