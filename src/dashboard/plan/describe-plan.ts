import type { Plan } from '#upload-engine';
import { formatSize } from '../words/format-size.ts';
import type { Words } from '../words/use-words.ts';

const MINUTE_MS = 60_000;

type PlanFigures = Pick<Plan, 'totals' | 'foldersToMake' | 'estimate'>;

/** What will happen, one sentence a fact; nothing is said of what does not happen. */
export function planFacts(words: Words, { totals, foldersToMake, estimate }: PlanFigures): readonly string[] {
  const { ask, skip, replace, refuse, 'keep-both': kept } = totals.files;
  const size = formatSize(words.intl, totals.bytesToSend);
  return [
    words('plan.willSend', { count: totals.filesToSend, size }),
    ...(totals.filesToSend > 0 ? [duration(words, estimate)] : []),
    ...(foldersToMake.length > 0 ? [words('plan.willMakeFolders', { count: foldersToMake.length })] : []),
    ...(ask > 0 ? [words('plan.willAsk', { count: ask })] : []),
    ...(replace > 0 ? [words('plan.willReplace', { count: replace })] : []),
    ...(kept > 0 ? [words('plan.willKeepBoth', { count: kept })] : []),
    ...(totals.renamed > 0 ? [words('plan.willRename', { count: totals.renamed })] : []),
    ...(skip > 0 ? [words('plan.willSkip', { count: skip })] : []),
    ...(refuse > 0 ? [words('plan.willRefuse', { count: refuse })] : []),
  ];
}

/** Rounded up, so that it never promises too much, and with what it rests on; below a minute there is no counting. */
function duration(words: Words, { durationMs, boundBy, speed, callsPerMinute }: Plan['estimate']): string {
  const minutes = durationMs < MINUTE_MS ? 0 : Math.ceil(durationMs / MINUTE_MS);
  if (boundBy === 'wix-calls') return words('plan.takesByCalls', { minutes, callsPerMinute });
  return words(speed === 'measured' ? 'plan.takes' : 'plan.takesAssumed', { minutes });
}
