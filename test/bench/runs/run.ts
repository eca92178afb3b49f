import type { Contestant } from '../lab/contestants.ts';
import type { SampleSets } from '../lab/sample-sets.ts';
import type { Ground, Turn } from '../lab/turn.ts';
import type { Column, RunResults, TurnResult, Verdict } from '../report/run-report.ts';

/** One line-up: who, on what ground, doing what. */
export interface Entry {
  /** As the table names it. */
  readonly name: string;
  readonly contestant: Contestant;
  play(turn: Turn, sets: SampleSets): Promise<TurnResult>;
}

/** One row of the goals. */
export interface Run {
  /** For the command line and the results' file name. */
  readonly name: string;
  readonly title: string;
  /** How it is measured, in a few sentences. */
  readonly setup: string;
  readonly ground: Ground;
  readonly entries: readonly Entry[];
  readonly columns: readonly Column[];
  /** Lost files are counted here; elsewhere they fail the run. */
  readonly countsLosses?: boolean;
  judge(results: RunResults): readonly Verdict[];
}
