import { estimateDuration } from './estimate-duration.ts';
import { isToSend, type Plan, type PlanAction, type PlannedFile, type PlanTotals } from './plan.ts';
import { isVisible } from './wix-name.ts';

/** Adds to a plan what follows from its files. */
export function summarisePlan(plan: Omit<Plan, 'totals' | 'estimate'>): Plan {
  const totals = countFiles(plan.files);
  const estimate = estimateDuration({
    files: totals.filesToSend,
    bytes: totals.bytesToSend,
    foldersToMake: plan.foldersToMake.length,
    ...plan.rates,
  });
  return { ...plan, totals, estimate };
}

function countFiles(planned: readonly PlannedFile[]): PlanTotals {
  const files: Record<PlanAction, number> = {
    send: 0,
    ask: 0,
    'keep-both': 0,
    replace: 0,
    skip: 0,
    refuse: 0,
    'leave-out': 0,
  };
  let filesToSend = 0;
  let bytesToSend = 0;
  let renamed = 0;
  let withWarnings = 0;
  for (const file of planned) {
    files[file.fate.action] += 1;
    if (!isToSend(file)) continue;
    filesToSend += 1;
    bytesToSend += file.sizeInBytes;
    if (isRenamed(file)) renamed += 1;
    if (file.warnings.length > 0) withWarnings += 1;
  }
  return { files, filesToSend, bytesToSend, renamed, withWarnings };
}

function isRenamed(file: PlannedFile): boolean {
  if (file.fate.action === 'keep-both' && file.freeName !== file.name) return true;
  return file.nameChanges.some(isVisible);
}
