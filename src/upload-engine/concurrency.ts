/** Bounds of how many files are sent at once. */
export interface ConcurrencyLimits {
  readonly min: number;
  readonly start: number;
  readonly max: number;
}

/** Six is what a browser opens to one HTTP/1.1 host; over HTTP/2 with the host 40 ms away, 24 at once measured 3.2 times as fast. */
export const defaultConcurrencyLimits: ConcurrencyLimits = { min: 2, start: 6, max: 24 };

/** A small file costs a round trip whatever its size: as much as this many bytes. */
const FILE_COST_IN_BYTES = 64 * 1024;
/** A change of less than this share is noise. */
const NOISE = 0.05;

/** By how many the limit grows in a small step. */
const STEP_UP = 2;
/** How much the limit grows in one large step. */
const LEAP = 1.5;
/** How much it grows where as many files as there are slots arrived within one window: those wait for round trips more than for bytes. */
const LEAP_OF_SMALL_FILES = 2;
/** A large step after which every file goes on as fast as before gains 1. From this gain on it pays to take another one. */
const PAYS_OFF = 0.7;
/** Below this gain a large step is taken back; below its opposite, fewer than before are tried. */
const IN_VAIN = 0.25;

export interface ConcurrencyState {
  readonly limit: number;
  readonly direction: 1 | -1;
  /** The limit before the last step, as long as every step has paid off: then the steps are large. Undefined later. */
  readonly before: number | undefined;
  /** Something failed once: from then on the steps stay small. */
  readonly isCareful?: true;
  /** Work a second in the last window that counted; undefined before the first. */
  readonly previousRate: number | undefined;
}

/** What happened in one window of measuring. */
export interface ThroughputWindow {
  readonly durationMs: number;
  readonly bytesMoved: number;
  readonly filesAccepted: number;
  /** Failures of the line or of the host: signs of too much at once. */
  readonly failures: number;
  /** True while all slots were taken and more work waited: only then the limit was what limited. */
  readonly wasSaturated: boolean;
}

export function initialConcurrency(limits: ConcurrencyLimits): ConcurrencyState {
  return { limit: limits.start, direction: 1, before: limits.start, previousRate: undefined };
}

/**
 * Climbs towards the number of simultaneous files that moves most. At first by halves, or to twice as many where small
 * files arrive one after the other, as long as that pays off. From then on in small steps: goes on in the direction that
 * helped, turns back when it hurt, stays when it made no difference. Gives up a third at once when things fail. Pure.
 */
export function adaptConcurrency(
  state: ConcurrencyState,
  window: ThroughputWindow,
  limits: ConcurrencyLimits,
): ConcurrencyState {
  if (window.failures > 0) {
    const limit = clamp(Math.floor((state.limit * 2) / 3), limits);
    return { limit, direction: 1, before: undefined, previousRate: undefined, isCareful: true };
  }
  if (!window.wasSaturated || window.durationMs <= 0) return state;
  const work = window.bytesMoved + window.filesAccepted * FILE_COST_IN_BYTES;
  const rate = work / window.durationMs;
  const areSmallFiles = window.filesAccepted >= state.limit;
  const factor = areSmallFiles ? LEAP_OF_SMALL_FILES : LEAP;
  if (state.before !== undefined) return leap({ ...state, before: state.before }, rate, factor, limits);
  if (state.previousRate === undefined) return step({ ...state, previousRate: rate }, limits);
  const stepped = { ...state, before: state.limit - STEP_UP };
  const mayLeap = areSmallFiles && state.direction === 1 && state.limit < limits.max && stepped.before >= limits.min;
  // The climb had ended in a busy moment: a step up that pays off like this one begins it again.
  if (mayLeap && !state.isCareful && gainOf(stepped, state.previousRate, rate) >= PAYS_OFF) {
    return leap(stepped, rate, factor, limits);
  }
  if (rate > state.previousRate * (1 + NOISE)) return step({ ...state, previousRate: rate }, limits);
  if (rate < state.previousRate * (1 - NOISE)) {
    return step({ ...state, previousRate: rate, direction: state.direction === 1 ? -1 : 1 }, limits);
  }
  // More at once brought nothing: the fewer the better for everything else on that line.
  return state.direction === 1
    ? step({ ...state, previousRate: rate, direction: -1 }, limits)
    : { ...state, previousRate: rate };
}

type Leaping = ConcurrencyState & { readonly before: number };

/** True while the limit climbs in large steps: then short windows tell enough. */
export function isLeaping(state: ConcurrencyState): boolean {
  return state.before !== undefined;
}

function leap(state: Leaping, rate: number, factor: number, limits: ConcurrencyLimits): ConcurrencyState {
  const { limit, before, previousRate } = state;
  const next = clamp(Math.ceil(limit * factor), limits);
  const higher = { limit: next, direction: 1, before: next > limit ? limit : undefined, previousRate: rate } as const;
  if (previousRate === undefined) return higher;
  const gain = gainOf(state, previousRate, rate);
  if (gain < IN_VAIN) {
    const back = { limit: before, direction: -1, before: undefined, previousRate } as const;
    return gain < -IN_VAIN ? step(back, limits) : back;
  }
  if (limit === limits.max) return { limit, direction: -1, before: undefined, previousRate: rate };
  if (gain >= PAYS_OFF) return higher;
  return step({ limit, direction: 1, before: undefined, previousRate: rate }, limits);
}

function gainOf({ limit, before }: Leaping, previousRate: number, rate: number): number {
  return (rate / previousRate - 1) / (limit / before - 1);
}

function step(state: ConcurrencyState, limits: ConcurrencyLimits): ConcurrencyState {
  const size = state.direction === 1 ? STEP_UP : 1;
  return { ...state, limit: clamp(state.limit + state.direction * size, limits) };
}

function clamp(limit: number, limits: ConcurrencyLimits): number {
  return Math.max(limits.min, Math.min(limits.max, limit));
}
