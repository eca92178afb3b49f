import { type Faults, NO_FAULTS } from './faults.ts';

/** The faults that are on now, and the dice. */
export interface FaultBox {
  readonly current: Faults;
  set(faults: Faults): void;
  /** Rolls the dice of one kind of fault. The same seed and the same order of rolls of a kind give the same results. */
  happens(kind: string, rate: number): boolean;
  /** A number from 0 up to 1 of the same sequences. */
  roll(kind: string): number;
}

/** mulberry32: a small well-known generator; quality is no matter here, repeatability is. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function seedOf(kind: string, seed: number): number {
  let hash = seed >>> 0;
  for (const character of kind) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

export function createFaultBox(): FaultBox {
  let current = NO_FAULTS;
  let sequences = new Map<string, () => number>();
  const roll = (kind: string): number => {
    const next = sequences.get(kind) ?? sequence(seedOf(kind, current.seed));
    sequences.set(kind, next);
    return next();
  };
  return {
    get current() {
      return current;
    },
    set(faults) {
      current = faults;
      sequences = new Map();
    },
    roll,
    happens: (kind, rate) => rate > 0 && roll(kind) < rate,
  };
}
