import { SectionHelper } from '@wix/design-system';
import { useWaitReason } from '../hooks/use-wait-reason.ts';
import { useWords } from '../words/use-words.ts';

/** Says why the queue stands still, and that nothing has to be done about it. */
export function WaitNotice() {
  const words = useWords();
  const reason = useWaitReason();
  if (reason === undefined) return null;
  return (
    <SectionHelper
      skin={reason === 'rate-limit' ? 'standard' : 'warning'}
      fullWidth
      dataHook="wait-notice"
      title={words(`notice.${reason}.title`)}
    >
      {words(`notice.${reason}.text`)}
    </SectionHelper>
  );
}
