import { withParents } from './folder-tree.ts';
import type { Plan } from './plan.ts';
import { summarisePlan } from './summarise-plan.ts';

/** The plan for fewer files, those with these `index`es left out, without the folders that only they needed. */
export function withoutFiles(plan: Plan, gone: ReadonlySet<number>): Plan {
  const { totals: _totals, estimate: _estimate, ...rest } = plan;
  const files = plan.files.filter(({ index }) => !gone.has(index));
  if (plan.settings.emptyFolders) return summarisePlan({ ...rest, files });
  const going = files.filter(({ fate }) => fate.action !== 'refuse' && fate.action !== 'leave-out');
  const needed = new Set(withParents(going.map(({ folder }) => folder)));
  return summarisePlan({ ...rest, files, foldersToMake: plan.foldersToMake.filter((key) => needed.has(key)) });
}
