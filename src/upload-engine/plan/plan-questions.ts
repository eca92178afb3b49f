import type { Plan } from './plan.ts';

/** From this size on a batch takes long enough that people want to know of trouble before it, not after. */
const LARGE_BATCH = 500;

/**
 * Whether somebody should look at the plan before it begins. A batch that goes as it was picked starts at once; one that
 * would leave something out of it, or take something's place, does not.
 */
export function planNeedsQuestions({ settings, totals, files, foldersRefused, existing }: Plan): boolean {
  if (settings.show === 'always') return files.length > 0;
  if (!existing.complete) return true;
  const { ask, skip, replace, refuse } = totals.files;
  if (ask > 0) return true;
  // What the settings say was decided by a person already.
  if (settings.sameName === 'ask' && (skip > 0 || replace > 0)) return true;
  return files.length >= LARGE_BATCH && refuse + totals.withWarnings + foldersRefused.length > 0;
}
