import type { IntakeFiles } from '#upload-engine';
import type { ContinuationControl } from '../hooks/use-continuation.ts';
import { useSession } from '../hooks/use-open-batches.ts';
import { Notice } from '../parts/notice.tsx';
import { useWords } from '../words/use-words.ts';
import { describeContinue } from './describe-continue.ts';

interface ContinueNoticeProps {
  readonly continuation: ContinuationControl;
  readonly onSendAsNew: (found: IntakeFiles) => void;
}

/** What became of files that were brought to finish an upload, and the ways on where nothing was done. */
export function ContinueNotice({ continuation: { report, dismiss, takeOver }, onSendAsNew }: ContinueNoticeProps) {
  const words = useWords();
  const session = useSession();
  if (report === undefined) return null;
  const common = { dataHook: 'continue-notice', onClose: dismiss };
  const { title, text } = describeContinue(words, report, session);
  if (report.kind === 'continued') {
    return (
      <Notice {...common} skin="success" title={title}>
        {text}
      </Notice>
    );
  }
  const sendAsNew = () => {
    dismiss();
    onSendAsNew(report.found);
  };
  const asNew = words('continue.asNew', { count: report.found.files.length });
  const ways =
    report.kind === 'held'
      ? {
          actionText: words('open.takeOver'),
          onAction: () => takeOver(report),
          secondaryActionProps: { label: asNew, onClick: sendAsNew },
        }
      : { actionText: asNew, onAction: sendAsNew };
  return (
    <Notice {...common} {...ways} skin="warning" title={title}>
      {text}
    </Notice>
  );
}
