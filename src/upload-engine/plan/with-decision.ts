import { decide, goesByName } from './decide.ts';
import type { Conflict, Fate, NameDecision, Plan, PlannedFile, PlanSettings } from './plan.ts';
import { summarisePlan } from './summarise-plan.ts';

/** Which conflicts a decision is for: all that `isDecidedWithAll`, those that still wait for one, or single files by their `index`. */
export type PlanSelection = 'all' | 'undecided' | ReadonlySet<number>;

/**
 * The plan with another decision about some of its conflicts. Files without a conflict are never touched: "skip all"
 * skips what is in the way, not what is new.
 */
export function withDecision(plan: Plan, selection: PlanSelection, decision: NameDecision): Plan {
  let changed = false;
  const files = plan.files.map((file) => {
    const next = isSelected(file, selection, plan.settings) ? decided(file, decision) : file;
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

/** Whether a decision for all is for this file, whatever was decided before: "replace all" does not send again what is there already. */
export function isDecidedWithAll({ fate }: PlannedFile, settings: PlanSettings): boolean {
  const conflict = conflictOf(fate);
  return conflict !== undefined && goesByName(conflict, settings);
}

function isSelected(file: PlannedFile, selection: PlanSelection, settings: PlanSettings): boolean {
  if (selection === 'all') return isDecidedWithAll(file, settings);
  if (selection === 'undecided') return file.fate.action === 'ask';
  return selection.has(file.index);
}

function decided(file: PlannedFile, decision: NameDecision): PlannedFile {
  const conflict = conflictOf(file.fate);
  if (!conflict) return file;
  const fate = decide(conflict, decision, file.name);
  return fate.action === file.fate.action ? file : { ...file, fate };
}
