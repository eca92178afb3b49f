import type { IntakeFiles } from '#upload-engine';
import type { ContinueReport } from '../hooks/continue-batch.ts';
import type { ContinuationControl } from '../hooks/use-continuation.ts';
import { useSession } from '../hooks/use-open-batches.ts';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { describeContinue } from './describe-continue.ts';

interface ContinueNoticesProps {
  readonly continuation: ContinuationControl;
  readonly onSendAsNew: (found: IntakeFiles) => void;
}

/** What became of files that were brought to finish uploads, and the ways on where nothing was done. */
export function ContinueNotices({ continuation: { reports, dismiss, takeOver }, onSendAsNew }: ContinueNoticesProps) {
  return reports.map((report) => (
    <ContinueNotice
      key={report.batch?.batchId ?? ''}
      report={report}
      onClose={() => dismiss(report)}
      onTakeOver={() => takeOver(report)}
      onSendAsNew={() => {
        dismiss(report);
        onSendAsNew(report.found);
      }}
    />
  ));
}

interface ContinueNoticeProps {
  readonly report: ContinueReport;
  readonly onClose: () => void;
  readonly onTakeOver: () => void;
  readonly onSendAsNew: () => void;
}

function ContinueNotice({ report, onClose, onTakeOver, onSendAsNew }: ContinueNoticeProps) {
  const words = useWords();
  const session = useSession();
  const common = { dataHook: 'continue-notice', onClose };
  const { title, text } = describeContinue(words, report, session);
  const asNew = words('continue.asNew', { count: report.found.files.length });
  if (report.kind === 'continued') {
    // Nothing begins to move: what was sent once may have been deleted on the site since, and is wanted again.
    const { toSend, changed, added, apart } = report.counts;
    const ways = toSend + changed + added + apart === 0 ? { actionText: asNew, onAction: onSendAsNew } : {};
    return (
      <Notice {...common} {...ways} skin="success" title={title}>
        {text}
      </Notice>
    );
  }
  const ways =
    report.kind === 'held'
      ? {
          actionText: words('open.takeOver'),
          onAction: onTakeOver,
          secondaryActionProps: { label: asNew, onClick: onSendAsNew },
        }
      : { actionText: asNew, onAction: onSendAsNew };
  return (
    <Notice {...common} {...ways} skin="warning" title={title}>
      {text}
    </Notice>
  );
}
