import { decide } from './decide.ts';
import type { Conflict, Fate, NameDecision, Plan, PlannedFile } from './plan.ts';
import { summarisePlan } from './summarise-plan.ts';

/** Which conflicts a decision is for: all of them, those that still wait for one, or single files by their `index`. */
export type PlanSelection = 'all' | 'undecided' | ReadonlySet<number>;

/**
 * The plan with another decision about some of its conflicts. Files without a conflict are never touched: "skip all"
 * skips what is there already, not what is new.
 */
export function withDecision(plan: Plan, selection: PlanSelection, decision: NameDecision): Plan {
  let changed = false;
  const files = plan.files.map((file) => {
    const next = isSelected(file, selection) ? decided(file, decision) : file;
    changed ||= next !== file;
    return next;
  });
  if (!changed) return plan;
  const { totals: _totals, estimate: _estimate, ...rest } = plan;
  return summarisePlan({ ...rest, files });
}

export function conflictOf(fate: Fate): Conflict | undefined {
  return 'conflict' in fate ? fate.conflict : undefined;
}

function isSelected(file: PlannedFile, selection: PlanSelection): boolean {
  if (selection === 'all') return conflictOf(file.fate)?.kind !== 'same-name-in-batch';
  if (selection === 'undecided') return file.fate.action === 'ask';
  return selection.has(file.index);
}

function decided(file: PlannedFile, decision: NameDecision): PlannedFile {
  const conflict = conflictOf(file.fate);
  if (!conflict) return file;
  const fate = decide(conflict, decision, file.name);
  return fate.action === file.fate.action ? file : { ...file, fate };
}
