import { join } from 'node:path';
import { describeIntegrity, isIntact } from '../../support/integrity.ts';
import { withProfile } from '../lab/profile.ts';
import type { SampleSets } from '../lab/sample-sets.ts';
import { startTurn } from '../lab/turn.ts';
import { type ContestantResult, type RunReport, RunResults, type TurnResult } from '../report/run-report.ts';
import type { Entry, Run } from './run.ts';

/** What a shell expects of a program that was stopped by its user. */
const INTERRUPTED = 130;

export interface PlayOptions {
  readonly turns: number;
  readonly sets: SampleSets;
  readonly say: (line: string) => void;
  /** Where the profile of each entry's last turn is kept. Profiling slows the page; its times are no results. */
  readonly profileDirectory?: string;
}

interface Played {
  readonly entry: Entry;
  readonly turns: TurnResult[];
}

async function playTurn(run: Run, entry: Entry, { sets, profileDirectory }: PlayOptions): Promise<TurnResult> {
  const turn = await startTurn(entry.contestant, run.ground, sets);
  const stop = (): void => void turn.end().finally(() => process.exit(INTERRUPTED));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    if (profileDirectory === undefined) return await entry.play(turn, sets);
    const path = join(profileDirectory, `${run.name}-${entry.name.replaceAll(/\W+/g, '-')}.cpuprofile`);
    return await withProfile(turn.page.frame, path, () => entry.play(turn, sets));
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await turn.end();
  }
}

function describe(result: TurnResult): string {
  const figures = Object.entries(result.figures).map(([key, value]) => `${key} ${Math.round(value * 1000) / 1000}`);
  return [
    ...figures,
    ...(result.integrity ? [describeIntegrity(result.integrity)] : []),
    ...(result.remarks ?? []),
  ].join(', ');
}

/** A fast run that lost a file is a failed run, whoever lost it. */
function faultsOf(run: Run, contestants: readonly ContestantResult[]): string[] {
  if (run.countsLosses) return [];
  return contestants.flatMap(({ name, turns }) =>
    turns.flatMap(({ integrity }, index) =>
      integrity && !isIntact(integrity) ? [`${name}, turn ${index + 1}: ${describeIntegrity(integrity)}`] : [],
    ),
  );
}

/** Plays all entries in turns (A B C A B C …), so that a machine which slows down slows all alike. */
export async function playRun(run: Run, options: PlayOptions): Promise<RunReport> {
  const { turns, say } = options;
  const played: Played[] = run.entries.map((entry) => ({ entry, turns: [] }));
  for (let turn = 1; turn <= turns; turn += 1) {
    for (const { entry, turns: results } of played) {
      const result = await playTurn(run, entry, options);
      results.push(result);
      say(`  ${run.name} ${turn}/${turns} ${entry.name}: ${describe(result)}`);
    }
  }
  const contestants = played.map(({ entry, turns: results }) => ({ name: entry.name, turns: results }));
  const { name, title, setup, columns } = run;
  return {
    name,
    title,
    setup,
    columns,
    measuredAt: new Date().toISOString(),
    contestants,
    verdicts: run.judge(new RunResults(contestants)),
    faults: faultsOf(run, contestants),
  };
}
