import { nameToSend, type Plan, type PlannedFile } from '../../../src/upload-engine/plan/index.ts';

/** A plan as the golden files hold it: per file only what is not obvious. */
export function describePlan(plan: Plan) {
  return {
    files: plan.files.map(describeFile),
    foldersToMake: plan.foldersToMake,
    totals: plan.totals,
    estimate: plan.estimate,
  };
}

function describeFile(file: PlannedFile) {
  const { path, folder, nameChanges, warnings, fate } = file;
  return {
    path,
    ...(folder === '' ? {} : { folder }),
    ...(nameToSend(file) === path.split('/').at(-1) ? {} : { sentAs: nameToSend(file) }),
    ...(nameChanges.length > 0 ? { nameChanges } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
    ...describeFate(fate),
  };
}

function describeFate(fate: PlannedFile['fate']) {
  switch (fate.action) {
    case 'refuse':
      return { action: fate.action, because: fate.failure.code };
    case 'leave-out':
      return { action: fate.action, because: fate.because };
    case 'send':
      return { action: fate.action };
    default:
      return {
        action: fate.action,
        because: fate.conflict.kind,
        ...('existing' in fate.conflict ? { existing: fate.conflict.existing.name } : {}),
      };
  }
}
