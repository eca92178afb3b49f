/** What will happen to a batch, known before its first byte goes. */
export { pathsThatLookEmpty } from './check-folders.ts';
export { type DurationEstimate, estimateDuration } from './estimate-duration.ts';
export { filesToHash } from './files-to-hash.ts';
export { createFolderResolver, type FolderMaker, type FolderResolver } from './folder-resolver.ts';
export {
  DESTINATION_KEY,
  type FolderKey,
  folderKey,
  folderNames,
  parentKey,
  splitPath,
  withParents,
} from './folder-tree.ts';
export { createFolderedTickets } from './foldered-tickets.ts';
export { inSlices } from './in-slices.ts';
export { isJunk } from './junk.ts';
export { type LookProgress, lookAtTarget, type TargetReader } from './look-at-target.ts';
export { makePlan, planSteps } from './make-plan.ts';
export * from './plan.ts';
export { planNeedsQuestions } from './plan-questions.ts';
export { createPlanSession, type PlanSession, type PlanState } from './plan-session.ts';
export type { IntakeFiles, PlannedBatch } from './planned-batch.ts';
export { createPlanner, type Planner, type PlannerAddOptions, type PlannerOptions } from './planner.ts';
export type { PlanPorts, PlanProgress, PlanTask } from './prepare-plan.ts';
export { type FoundProblem, type LeftOutReason, type Stock, sumStocks, takeStock } from './take-stock.ts';
export { conflictOf, isDecidedWithAll, type PlanSelection, withDecision } from './with-decision.ts';
export { withoutFiles } from './without-files.ts';
export { isVisible, type NameChange, toWixName } from './wix-name.ts';
