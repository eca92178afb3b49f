import type { BadgeProps } from '@wix/design-system';
import type { ItemStatus } from '#upload-engine';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../words/use-words.ts';

const skins: Readonly<Record<ItemStatus, NonNullable<BadgeProps['skin']>>> = {
  queued: 'neutralLight',
  checking: 'neutralLight',
  ticketing: 'neutralLight',
  sending: 'neutralStandard',
  paused: 'neutral',
  waiting: 'warningLight',
  accepted: 'neutralStandard',
  ready: 'neutralSuccess',
  failed: 'neutralDanger',
  skipped: 'neutral',
  cancelled: 'neutral',
};

export function StatusBadge({ status }: { readonly status: ItemStatus }) {
  const words = useWords();
  return <Tag skin={skins[status]}>{words(`status.${status}`)}</Tag>;
}
