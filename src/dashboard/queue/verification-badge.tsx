import type { Verification } from '#contracts';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../words/use-words.ts';

/**
 * Whether Wix's copy was compared with the file on the disk. Nothing where it was not: that this site's hashes cannot be
 * compared is said once, for the whole list.
 */
export function VerificationBadge({ verification }: { readonly verification: Verification | undefined }) {
  const words = useWords();
  if (verification !== 'verified' && verification !== 'different') return null;
  return (
    <Tag skin={verification === 'verified' ? 'neutralSuccess' : 'danger'} dataHook="row-verification">
      {words(`verification.${verification}`)}
    </Tag>
  );
}
