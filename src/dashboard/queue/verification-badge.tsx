import { Badge } from '@wix/design-system';
import type { Verification } from '#contracts';
import { useWords } from '../words/use-words.ts';

/**
 * Whether Wix's copy was compared with the file on the disk. Nothing where it was not: that this site's hashes cannot be
 * compared is said once, for the whole list.
 */
export function VerificationBadge({ verification }: { readonly verification: Verification | undefined }) {
  const words = useWords();
  if (verification !== 'verified' && verification !== 'different') return null;
  return (
    <Badge
      skin={verification === 'verified' ? 'neutralSuccess' : 'danger'}
      size="small"
      uppercase={false}
      showTooltip={false}
      dataHook="row-verification"
    >
      {words(`verification.${verification}`)}
    </Badge>
  );
}
