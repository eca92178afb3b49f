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
/** A trial step is by this share of the slots. */
const STEP = 0.25;
const SMALLEST_STEP_UP = 2;
/** How much a large step adds. */
const LEAP = 1.5;
/** How much it adds where as many files as there are slots arrived within one window: those wait for round trips more than for bytes. */
const LEAP_OF_SMALL_FILES = 2;
/** A step after which every file goes on as fast as before gains 1. From this gain on it pays to take another large one. */
const PAYS_OFF = 0.7;
/** Below this gain a step is taken back. */
const IN_VAIN = 0.25;
/** So sure must be what several windows tell together, as the standard error's share of their mean; */
const SURE = 0.03;
/** but no more windows than this are waited for. */
const MOST_WINDOWS = 6;
/** Trials end where the best was found. After so many results like that one, or one that differs by this share, they begin again. */
const RESTS = 5;
const OTHER_LINE = 0.25;

export interface ConcurrencyState {
  readonly limit: number;
  /** Which way the next trial goes. */
  readonly direction: 1 | -1;
  /** The limit before the last step, as long as every step has paid off: then the steps are large. Undefined later. */
  readonly before: number | undefined;
  /** While a small step is tried: the limit before it. */
  readonly triedFrom?: number | undefined;
  /** Something failed once: from then on the steps stay small. */
  readonly isCareful?: true;
  /** Work a second: in large steps of the last window, later of the windows at the limit that counts. Undefined before the first. */
  readonly previousRate: number | undefined;
  /** Of the windows at this limit that have not told enough yet. */
  readonly rates?: readonly number[];
  /** So many more results like the last one are waited for before something is tried. */
  readonly rests?: number;
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
 * files arrive one after the other, as long as that pays off. From then on it tries small steps, each until what it measured
 * is surely no noise: keeps one up that moves more, and one down that loses nothing. Gives up a third at once when
 * things fail. Pure.
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
  // After failures the way back to the start needs no proof.
  if (state.previousRate === undefined && state.limit < limits.start) {
    return { ...state, limit: Math.min(limits.start, state.limit + SMALLEST_STEP_UP) };
  }
  const rates = [...(state.rates ?? []), rate];
  if (!areSure(rates)) return { ...state, rates };
  const known = { ...state, rates: [] };
  const mean = meanOf(rates);
  if (state.triedFrom === undefined) return wait(known, mean, limits);
  const trial = { ...known, before: state.triedFrom, previousRate: state.previousRate ?? mean };
  const gain = gainOf(trial, trial.previousRate, mean);
  // The climb had ended in a busy moment: a step up that pays off like this one begins it again.
  const mayLeap = areSmallFiles && state.direction === 1 && !state.isCareful && state.limit < limits.max;
  if (mayLeap && gain >= PAYS_OFF) return leap({ ...trial, triedFrom: undefined }, mean, factor, limits);
  return judge(known, state.triedFrom, gain, mean, limits);
}

/** Between trials: begins the next one when it is time, or when the line has become another one. */
function wait(state: ConcurrencyState, rate: number, limits: ConcurrencyLimits): ConcurrencyState {
  const { previousRate, rests = 0 } = state;
  const isOther = previousRate !== undefined && Math.abs(rate / previousRate - 1) > OTHER_LINE;
  if (rests > 0 && !isOther) return { ...state, previousRate: rate, rests: rests - 1 };
  return step({ ...state, previousRate: rate, direction: isOther ? 1 : state.direction }, limits);
}

/** Goes on where a step helped; else tries the other way, or rests. */
function judge(
  state: ConcurrencyState,
  from: number,
  gain: number,
  rate: number,
  limits: ConcurrencyLimits,
): ConcurrencyState {
  const kept = { ...state, triedFrom: undefined, previousRate: rate };
  const back = { ...state, triedFrom: undefined, limit: from };
  if (state.direction === 1) return gain >= IN_VAIN ? step(kept, limits) : step({ ...back, direction: -1 }, limits);
  if (gain <= -IN_VAIN) return step(kept, limits);
  // The fewer the better for everything else on that line. Fewer than at the start only where that helps.
  const best = gain < IN_VAIN && state.limit >= limits.start ? kept : back;
  return { ...best, direction: 1, rests: RESTS };
}

function meanOf(rates: readonly number[]): number {
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

function areSure(rates: readonly number[]): boolean {
  if (rates.length < 2) return false;
  if (rates.length >= MOST_WINDOWS) return true;
  const mean = meanOf(rates);
  const squares = rates.reduce((sum, rate) => sum + (rate - mean) ** 2, 0);
  return Math.sqrt(squares / (rates.length - 1) / rates.length) <= SURE * mean;
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
    return gain < -IN_VAIN ? step(back, limits) : { ...back, rests: RESTS };
  }
  if (limit === limits.max) return { limit, direction: -1, before: undefined, previousRate: rate, rests: RESTS };
  if (gain >= PAYS_OFF) return higher;
  return step({ limit, direction: 1, before: undefined, previousRate: rate }, limits);
}

function gainOf({ limit, before }: Leaping, previousRate: number, rate: number): number {
  return (rate / previousRate - 1) / (limit / before - 1);
}

/** Tries a small step, or rests where there is none. */
function step(state: ConcurrencyState, limits: ConcurrencyLimits): ConcurrencyState {
  const size = Math.max(state.direction === 1 ? SMALLEST_STEP_UP : 1, Math.round(state.limit * STEP));
  const limit = clamp(state.limit + state.direction * size, limits);
  if (limit === state.limit) return { ...state, direction: state.direction === 1 ? -1 : 1, rests: RESTS };
  return { ...state, limit, triedFrom: state.limit };
}

function clamp(limit: number, limits: ConcurrencyLimits): number {
  return Math.max(limits.min, Math.min(limits.max, limit));
}
