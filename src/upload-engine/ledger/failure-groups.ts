import type { Failure, FailureCode } from '#contracts';
import type { ItemId, UploadItem } from '../item.ts';
import { actionFor, type FailureAction } from './failure-action.ts';

/** All failed items of one cause. */
export interface FailureGroup {
  readonly code: FailureCode;
  /** Wix's own code, where `code` is WIX_REFUSED: each is a cause of its own. */
  readonly wixCode?: string;
  readonly action: FailureAction;
  /** In the order of the list. */
  readonly itemIds: readonly ItemId[];
  /** What all of them need together, where their sizes are known. Bytes. */
  readonly sizeInBytes: number;
  /** The newest one: its request id and upgrade address are the ones to use. */
  readonly example: Failure;
}

/** Failed items by cause, the most frequent first. Pure; items that have not failed are left out. */
export function groupFailures(items: Iterable<UploadItem>): readonly FailureGroup[] {
  const groups = new Map<string, { example: Failure; sizeInBytes: number; readonly itemIds: ItemId[] }>();
  for (const { id, sizeInBytes, state } of items) {
    if (state.status !== 'failed') continue;
    const cause = causeOf(state.failure);
    const group = groups.get(cause) ?? { example: state.failure, sizeInBytes: 0, itemIds: [] };
    group.example = state.failure;
    group.sizeInBytes += sizeInBytes ?? 0;
    group.itemIds.push(id);
    groups.set(cause, group);
  }
  return [...groups.values()]
    .map(({ example, sizeInBytes, itemIds }) => ({
      code: example.code,
      ...(example.code === 'WIX_REFUSED' && example.wixCode !== undefined ? { wixCode: example.wixCode } : {}),
      action: actionFor(example.code),
      itemIds,
      sizeInBytes,
      example,
    }))
    .sort((a, b) => b.itemIds.length - a.itemIds.length);
}

function causeOf({ code, wixCode }: Failure): string {
  return code === 'WIX_REFUSED' ? `${code} ${wixCode ?? ''}` : code;
}
