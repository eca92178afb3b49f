import type { BadgeProps } from '@wix/design-system';
import type { HistoryState } from '#contracts';
import type { ItemStatus } from '#upload-engine';
import { Tag } from '../parts/tag.tsx';
import { useWords } from '../words/use-words.ts';

const skins: Readonly<Record<ItemStatus | HistoryState, NonNullable<BadgeProps['skin']>>> = {
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
  replaced: 'neutral',
};

export function StatusBadge({ status }: { readonly status: ItemStatus | HistoryState }) {
  const words = useWords();
  return <Tag skin={skins[status]}>{words(`status.${status}`)}</Tag>;
}
