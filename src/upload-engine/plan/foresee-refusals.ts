import type { Failure } from '#contracts';
import type { ItemId } from '../item.ts';
import type { SourceFile } from '../ports.ts';
import type { Plan } from './plan.ts';
import type { PlanSession } from './plan-session.ts';

/**
 * Tells of a file in the list why the plan, which still waits for answers, will not have it sent. All files are listed by then.
 * @param files those of the plan, in its order
 * @returns the same object until the plan changes
 */
export function foreseeRefusals(
  session: PlanSession,
  files: readonly SourceFile[],
  waiting: ReadonlyMap<SourceFile, ItemId>,
): (id: ItemId) => Failure | undefined {
  let known: { readonly plan: Plan; readonly failures: ReadonlyMap<ItemId, Failure> } | undefined;
  const look = (plan: Plan) => {
    const failures = new Map<ItemId, Failure>();
    for (const { index, fate } of plan.files) {
      if (fate.action !== 'refuse') continue;
      const source = files[index];
      const id = source && waiting.get(source);
      if (id !== undefined) failures.set(id, fate.failure);
    }
    return { plan, failures };
  };
  return (id) => {
    const state = session.getState();
    if (state.step !== 'asking') return undefined;
    if (known?.plan !== state.plan) known = look(state.plan);
    return known.failures.get(id);
  };
}
