import { TextButton } from '@wix/design-system';
import { useSummary } from '../hooks/use-queue.ts';
import { useWords } from '../words/use-words.ts';

/** Leads from one failed file to the next; absent while nothing has failed. */
export function NextFailure({ onClick }: { readonly onClick: () => void }) {
  const words = useWords();
  const { failed } = useSummary().byStatus;
  if (failed === 0) return null;
  return (
    <TextButton size="small" dataHook="next-failure" onClick={onClick}>
      {words('queue.nextFailure')}
    </TextButton>
  );
}
