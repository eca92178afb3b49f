import { Heading, Text } from '@wix/design-system';
import type { QueueSummary } from '#upload-engine';
import { filledShare, overallPercent, unfinishedCount, wantedCount } from '../hooks/queue-progress.ts';
import { useSummary } from '../hooks/use-queue.ts';
import { useVerificationCounts, type VerificationCounts } from '../hooks/use-verification-counts.ts';
import { ProgressBar } from '../parts/progress-bar.tsx';
import { formatTimeLeft } from '../words/format-duration.ts';
import { formatSize, formatSpeed } from '../words/format-size.ts';
import { useWords, type Words } from '../words/use-words.ts';
import { describeQueue } from './describe-queue.ts';
import { SummaryActions } from './summary-actions.tsx';
import classes from './summary-bar.module.css';

/** How the whole queue stands, each file counted once. */
export function SummaryBar() {
  const words = useWords();
  const summary = useSummary();
  const verification = useVerificationCounts();
  const headline = describeQueue(summary);
  const percent = overallPercent(summary);
  return (
    <div
      className={classes.bar}
      data-hook="summary"
      data-total={summary.total}
      data-ready={summary.byStatus.ready}
      data-failed={summary.byStatus.failed}
      data-bytes-sent={summary.bytesSent}
    >
      <div className={classes.top}>
        <div className={classes.headline}>
          <Heading size="small" as="h2">
            {words(headline.id, headline.values)}
          </Heading>
        </div>
        <div className={classes.actions}>
          <SummaryActions summary={summary} />
        </div>
      </div>
      <ProgressBar
        size="overall"
        dataHook="overall-progress"
        percent={percent}
        filled={filledShare(summary)}
        tone={toneOf(summary)}
        label={words('summary.progressLabel')}
        valueText={words('summary.percent', {
          percent: words.intl.formatNumber(percent / 100, { style: 'percent' }),
          ready: summary.byStatus.ready,
          total: wantedCount(summary),
        })}
      />
      <div className={classes.facts}>
        {[...factsOf(words, summary), ...verificationFacts(words, verification)].map((fact) => (
          <Text key={fact.kind} size="small" secondary>
            {fact.text}
          </Text>
        ))}
      </div>
    </div>
  );
}

/** By kind and not by its words: those change five times a second, and the element is to stay. */
interface Fact {
  readonly kind: 'files' | 'bytes' | 'speed' | 'time-left' | 'verified' | 'not-comparable';
  readonly text: string;
}

function factsOf(words: Words, summary: QueueSummary): readonly Fact[] {
  const { intl } = words;
  const facts: Fact[] = [
    {
      kind: 'files',
      text: words('summary.files', { ready: summary.byStatus.ready, total: wantedCount(summary) }),
    },
    {
      kind: 'bytes',
      text: words('summary.bytes', {
        sent: formatSize(intl, summary.bytesSent),
        total: formatSize(intl, summary.bytesTotal),
      }),
    },
  ];
  if (summary.isBusy && summary.bytesPerSecond !== undefined)
    facts.push({ kind: 'speed', text: formatSpeed(words, summary.bytesPerSecond) });
  if (summary.timeLeftMs !== undefined)
    facts.push({ kind: 'time-left', text: formatTimeLeft(words, summary.timeLeftMs) });
  return facts;
}

/** Only what was really compared is claimed. */
function verificationFacts(words: Words, { verified, notComparable }: VerificationCounts): readonly Fact[] {
  const facts: Fact[] = [];
  if (verified > 0) facts.push({ kind: 'verified', text: words('summary.verified', { count: verified }) });
  if (notComparable > 0)
    facts.push({ kind: 'not-comparable', text: words('summary.notComparable', { count: notComparable }) });
  return facts;
}

function toneOf(summary: QueueSummary) {
  if (unfinishedCount(summary) === 0) return summary.byStatus.failed > 0 ? 'failed' : 'done';
  return summary.isBusy || summary.byStatus.accepted > 0 ? 'moving' : 'resting';
}
