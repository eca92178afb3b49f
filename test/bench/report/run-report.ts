import type { Integrity } from '../../support/integrity.ts';
import { median } from './statistics.ts';

export type Figures = Readonly<Record<string, number>>;

/** One contestant's one turn. */
export interface TurnResult {
  readonly figures: Figures;
  /** Absent where a run does not send to the end. */
  readonly integrity?: Integrity;
  /** Anything worth keeping of this turn, in words. */
  readonly remarks?: readonly string[];
}

export interface Column {
  /** Key in `Figures`. */
  readonly key: string;
  readonly title: string;
  /** Digits after the point. */
  readonly digits: number;
}

export interface Verdict {
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

export interface ContestantResult {
  readonly name: string;
  readonly turns: readonly TurnResult[];
}

export interface RunReport {
  readonly name: string;
  readonly title: string;
  readonly setup: string;
  readonly measuredAt: string;
  readonly columns: readonly Column[];
  readonly contestants: readonly ContestantResult[];
  readonly verdicts: readonly Verdict[];
  /** Why the run does not count, if it does not. */
  readonly faults: readonly string[];
}

/** The results of all contestants of one run, for its judgement. */
export class RunResults {
  readonly contestants: readonly ContestantResult[];

  constructor(contestants: readonly ContestantResult[]) {
    this.contestants = contestants;
  }

  values(name: string, key: string): readonly number[] {
    const turns = this.contestants.find((contestant) => contestant.name === name)?.turns ?? [];
    return turns.flatMap(({ figures }) => figures[key] ?? []);
  }

  median(name: string, key: string): number {
    return median(this.values(name, key));
  }
}

function formatted(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function atMost(goal: string, value: number, limit: number, unit: string, digits = 0): Verdict {
  return { goal, measured: `${formatted(value, digits)} ${unit}`.trim(), met: value <= limit };
}

export function atLeast(goal: string, value: number, limit: number, unit: string, digits = 0): Verdict {
  return { goal, measured: `${formatted(value, digits)} ${unit}`.trim(), met: value >= limit };
}
