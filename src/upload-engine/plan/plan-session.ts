import type { NameDecision, Plan } from './plan.ts';
import { planNeedsQuestions } from './plan-questions.ts';
import { type PlanPorts, type PlanProgress, type PlanTask, preparePlan } from './prepare-plan.ts';
import { summarisePlan } from './summarise-plan.ts';
import { type Stock, takeStock } from './take-stock.ts';
import { type PlanSelection, withDecision } from './with-decision.ts';
import { withoutFiles } from './without-files.ts';

/** What a person sees of a plan while it is made and until its last question is answered. */
export type PlanState =
  | PlanProgress
  | { readonly step: 'asking'; readonly plan: Plan; readonly stock: Stock }
  | { readonly step: 'done'; readonly stock: Stock };

export interface PlanSession {
  getState(): PlanState;
  subscribe(listener: () => void): () => void;
  decide(selection: PlanSelection, decision: NameDecision): void;
  /** Those files, by their `index`, are no more of the plan's concern. */
  leaveOut(files: ReadonlySet<number>): void;
  /** Begins what is decided. While the target is still being looked at: begins with what is known of it by then. */
  start(): void;
  /** Nothing of what was not begun will be. */
  dispose(): void;
}

/**
 * Makes the plan of one batch, asks what must be asked, and hands over what was decided.
 * @param onDecided called with a plan of which every file that is not `ask` may begin, and whether a person had it in front
 *   of them; again with the rest once that is decided
 */
export function createPlanSession(
  task: PlanTask,
  ports: PlanPorts,
  onDecided: (plan: Plan, wasShown: boolean) => void,
): PlanSession {
  const listeners = new Set<() => void>();
  const stopLooking = new AbortController();
  let state: PlanState = { step: 'reading', filesRead: 0 };
  let disposed = false;
  const show = (next: PlanState) => {
    if (disposed) return;
    state = next;
    for (const listener of listeners) listener();
  };

  const begin = (plan: Plan, stock: Stock, wasShown: boolean) => {
    if (disposed) return;
    const rest = undecidedOf(plan);
    if (plan.files.length + plan.foldersToMake.length + plan.foldersRefused.length > 0) onDecided(plan, wasShown);
    show(rest ? { step: 'asking', plan: rest, stock } : { step: 'done', stock });
  };
  const run = async () => {
    const { plan, mayAsk } = await preparePlan(task, ports, stopLooking.signal, show);
    const stock = takeStock(plan, task);
    if (mayAsk && planNeedsQuestions(plan)) show({ step: 'asking', plan, stock });
    else begin(plan, stock, false);
  };
  void run();

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    decide(selection, decision) {
      if (state.step === 'asking') show({ ...state, plan: withDecision(state.plan, selection, decision) });
    },
    leaveOut(files) {
      if (state.step === 'asking') show({ ...state, plan: withoutFiles(state.plan, files) });
    },
    start() {
      if (state.step === 'asking') begin(state.plan, state.stock, true);
      else stopLooking.abort();
    },
    dispose() {
      disposed = true;
      stopLooking.abort();
      listeners.clear();
    },
  };
}

/** The questions that are still open after the rest has begun. */
function undecidedOf(plan: Plan): Plan | undefined {
  const files = plan.files.filter((file) => file.fate.action === 'ask');
  return files.length > 0 ? summarisePlan({ ...plan, files, foldersToMake: [], foldersRefused: [] }) : undefined;
}
