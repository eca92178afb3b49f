import type { Session } from '#contracts';
import type { ContinueReport } from '../hooks/continue-batch.ts';
import { failureWords } from '../words/failure-words.ts';
import type { Words } from '../words/use-words.ts';
import { watchingWords } from './describe-open-batch.ts';

interface Told {
  readonly title: string;
  readonly text: string;
}

/** What became of files that were brought to finish an upload. */
export function describeContinue(words: Words, report: ContinueReport, session: Session | undefined): Told {
  const label = report.batch?.label ?? '';
  switch (report.kind) {
    case 'continued':
      return { title: words('continue.title', { label }), text: describeCounts(words, report) };
    case 'other-files':
      return { title: words('continue.otherFiles.title', { label }), text: words('continue.otherFiles.text') };
    case 'held':
      return { title: words('continue.held.title', { label }), text: watchingWords(words, report.heldBy, session) };
    case 'refused': {
      const { title, cure } = failureWords(words, report.failure);
      return { title: words('continue.refused.title'), text: `${title} ${cure}` };
    }
    default:
      return report satisfies never;
  }
}

/** *500 files recognised: 203 are there already, 297 to send; 2 changed, 1 is new, 4 that are not finished were not among these.* */
function describeCounts(words: Words, { counts }: Extract<ContinueReport, { kind: 'continued' }>): string {
  const { known, done, toSend, failed, changed, added, apart, missing } = counts;
  const more = [
    ...(failed > 0 ? [words('continue.failed', { count: failed })] : []),
    ...(changed > 0 ? [words('continue.changed', { count: changed })] : []),
    ...(added > 0 ? [words('continue.added', { count: added })] : []),
    ...(apart > 0 ? [words('continue.apart', { count: apart })] : []),
    ...(missing > 0 ? [words('continue.missing', { count: missing })] : []),
  ];
  return [words('continue.counts', { known, done, toSend }), ...more].join(' ');
}
