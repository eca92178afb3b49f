import type { ExistingFile } from '#contracts';
import type { Conflict, Fate, NameDecision, PlanSettings } from './plan.ts';

/** What happens to a file with a conflict as long as nobody says otherwise about this very file. */
export function proposeFate(conflict: Conflict, settings: PlanSettings): Fate {
  switch (conflict.kind) {
    case 'same-name-in-batch':
      // Both were picked: leaving one out would lose it, and there is nothing to replace.
      return { action: 'keep-both', conflict };
    case 'same-content':
      return settings.sameContent === 'skip' ? { action: 'skip', conflict } : { action: 'keep-both', conflict };
    case 'same-file-in-queue':
    case 'same-name-and-size':
    case 'same-name':
      return decide(conflict, goesByName(conflict, settings) ? settings.sameName : 'skip');
    default:
      return unreachable(conflict);
  }
}

/**
 * Whether what is said of files whose name is taken is said of this one too, by the settings or of all conflicts together.
 * What is there already is not meant; what most likely is, only where the settings have it sent anyway.
 */
export function goesByName(conflict: Conflict, { sameName }: PlanSettings): boolean {
  switch (conflict.kind) {
    case 'same-name':
      return true;
    case 'same-name-and-size':
    case 'same-file-in-queue':
      return sameName === 'replace' || sameName === 'keep-both';
    case 'same-content':
    case 'same-name-in-batch':
      return false;
    default:
      return unreachable(conflict);
  }
}

/** The fate that a decision means. Replacing needs a file of that name to replace: without one the file is left as it was proposed. */
export function decide(conflict: Conflict, decision: NameDecision, name?: string): Fate {
  switch (decision) {
    case 'ask':
      return { action: 'ask', conflict };
    case 'skip':
      return { action: 'skip', conflict };
    case 'keep-both':
      return { action: 'keep-both', conflict };
    case 'replace': {
      const replaces = replaceable(conflict, name);
      if (replaces) return { action: 'replace', conflict, replaces };
      return conflict.kind === 'same-name-in-batch' ? { action: 'keep-both', conflict } : { action: 'skip', conflict };
    }
    default:
      return unreachable(decision);
  }
}

/** @param name of the file to send; known content under another name is no file to replace */
function replaceable(conflict: Conflict, name: string | undefined): ExistingFile | undefined {
  if (!('existing' in conflict)) return undefined;
  const { existing } = conflict;
  if (conflict.kind === 'same-content' && existing.name.normalize('NFC') !== name) return undefined;
  return existing;
}

function unreachable(value: never): never {
  throw new Error(`not a conflict or decision of a plan: ${JSON.stringify(value)}`);
}
