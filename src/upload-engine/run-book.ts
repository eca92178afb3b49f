import type { Preparation } from './item-steps.ts';
import type { QueueEntry } from './queue-entry.ts';
import type { WorkKind } from './scheduler.ts';
import type { KindCounts } from './slots.ts';

export type Stage = 'preparing' | 'prepared' | 'sending';

/** One try of an item, from its check to its outcome. A run that the book does not hold any more has no say. */
export interface Run {
  readonly entry: QueueEntry;
  readonly kind: WorkKind;
  readonly controller: AbortController;
  stage: Stage;
  /** True when it finds out whether an outage is over. */
  isProbe: boolean;
}

export interface PreparedRun {
  readonly run: Run;
  readonly preparation: Exclude<Preparation, { kind: 'arrived' }>;
}

/** Which items are under way, and how far. Ending a run frees its place at once, whatever its request still does. */
export interface RunBook {
  begin(entry: QueueEntry, kind: WorkKind): Run;
  isOpen(run: Run): boolean;
  runOf(entry: QueueEntry): Run | undefined;
  runs(): Run[];
  advance(run: Run, stage: Exclude<Stage, 'prepared'>): void;
  putReady(ready: PreparedRun): void;
  /** Those that hold a ticket and wait for a slot, oldest first. */
  ready(kind: WorkKind): readonly PreparedRun[];
  /** Lets go of the bytes of a small file. @returns false when it had been ended before */
  end(run: Run): boolean;
  count(stage: Stage): KindCounts;
}

export function createRunBook(): RunBook {
  const open = new Map<QueueEntry, Run>();
  const counts: Record<Stage, Record<WorkKind, number>> = {
    preparing: { small: 0, large: 0 },
    prepared: { small: 0, large: 0 },
    sending: { small: 0, large: 0 },
  };
  const ready: Record<WorkKind, PreparedRun[]> = { small: [], large: [] };

  const move = (run: Run, stage: Stage) => {
    leave(run);
    run.stage = stage;
    counts[stage][run.kind] += 1;
  };
  const leave = (run: Run) => {
    counts[run.stage][run.kind] -= 1;
    if (run.stage === 'prepared') ready[run.kind] = ready[run.kind].filter((other) => other.run !== run);
  };

  return {
    begin(entry, kind) {
      const run: Run = { entry, kind, controller: new AbortController(), stage: 'preparing', isProbe: false };
      counts.preparing[kind] += 1;
      open.set(entry, run);
      return run;
    },
    isOpen: (run) => open.get(run.entry) === run,
    runOf: (entry) => open.get(entry),
    runs: () => [...open.values()],
    advance: move,
    putReady(prepared) {
      move(prepared.run, 'prepared');
      ready[prepared.run.kind].push(prepared);
    },
    ready: (kind) => ready[kind],
    end(run) {
      if (open.get(run.entry) !== run) return false;
      leave(run);
      open.delete(run.entry);
      run.entry.source.letGo?.();
      return true;
    },
    count: (stage) => counts[stage],
  };
}

/** Those that the user put first, then the others, each in the order given. */
export function urgentFirst(ready: readonly PreparedRun[]): readonly PreparedRun[] {
  const urgent = ready.filter(({ run }) => run.entry.isUrgent);
  return urgent.length === 0 ? [...ready] : [...urgent, ...ready.filter(({ run }) => !run.entry.isUrgent)];
}
