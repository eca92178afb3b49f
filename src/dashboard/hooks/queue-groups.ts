import type { ItemStatus, QueueSummary, UploadItem } from '#upload-engine';
import { unfinishedCount } from './queue-progress.ts';

/** What the list can be narrowed to. */
export const queueGroups = ['all', 'active', 'ready', 'failed', 'out'] as const;
export type QueueGroup = (typeof queueGroups)[number];

const groupOf: Readonly<Record<ItemStatus, Exclude<QueueGroup, 'all'>>> = {
  queued: 'active',
  checking: 'active',
  ticketing: 'active',
  sending: 'active',
  paused: 'active',
  waiting: 'active',
  accepted: 'active',
  ready: 'ready',
  failed: 'failed',
  skipped: 'out',
  cancelled: 'out',
};

export function countGroups(summary: QueueSummary): Readonly<Record<QueueGroup, number>> {
  const { ready, failed, skipped, cancelled } = summary.byStatus;
  return { all: summary.total, active: unfinishedCount(summary), ready, failed, out: skipped + cancelled };
}

export function isInGroup({ state }: UploadItem, group: QueueGroup): boolean {
  return group === 'all' || groupOf[state.status] === group;
}
