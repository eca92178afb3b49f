import type { Failure, LedgerItem, MediaFile } from '#contracts';
import type { UploadItem } from '#upload-engine';
import {
  type BatchDriver,
  type BatchKeeper,
  type BatchKeeperOptions,
  createBatchKeeper,
} from '../../../../src/upload-engine/ledger/batch-keeper.ts';
import { type ItemEvent, transition } from '../../../../src/upload-engine/transition.ts';
import { createManualClock, type ManualClock } from '../../../support/manual-clock.ts';
import { createFakeLedger, type FakeLedger } from './fake-ledger.ts';

export const batchId = '10000000-0000-4000-8000-000000000000';
export const uploadIdOf = (index: number) => `20000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
export const mediaFile = (id: string): MediaFile => ({
  id,
  displayName: id,
  url: '',
  hash: '',
  mediaType: 'IMAGE',
  operationStatus: 'PENDING',
});

/** A keeper between an engine's items (moved by hand, by the engine's own rules) and a ledger in memory. */
export interface LedgerWorld {
  readonly clock: ManualClock;
  readonly ledger: FakeLedger;
  readonly keeper: BatchKeeper;
  readonly items: Map<string, UploadItem>;
  readonly drivers: BatchDriver['kind'][];
  readonly refused: { readonly itemId: string; readonly failure: Failure }[];
  add(count: number): void;
  /** @returns whether the event made sense in the item's state */
  happen(index: number, event: ItemEvent): boolean;
  isDriving(): boolean;
}

export function createLedgerWorld(options: Pick<BatchKeeperOptions, 'isExposed'> = {}): LedgerWorld {
  const clock = createManualClock();
  const ledger = createFakeLedger(clock);
  const items = new Map<string, UploadItem>();
  const drivers: BatchDriver['kind'][] = [];
  const refused: LedgerWorld['refused'] = [];
  const keeper = createBatchKeeper({
    client: ledger,
    clock,
    random: () => 0.5,
    ...options,
    holderId: '30000000-0000-4000-8000-000000000000',
    onDriverChange: (_, driver) => drivers.push(driver.kind),
    onCaughtUp: (_, ledgerItems) => {
      for (const item of ledgerItems) adopt(items, item);
    },
    onRefused: (itemId, failure) => refused.push({ itemId, failure }),
  });
  keeper.openBatch({ batchId, label: 'Wedding', destination: { kind: 'site-media', folderId: 'media-root' } });

  return {
    clock,
    ledger,
    keeper,
    items,
    drivers,
    refused,
    add(count) {
      for (let added = 0; added < count; added += 1) {
        const item = newItem(items.size);
        items.set(item.id, item);
        keeper.addItem(batchId, {
          uploadId: item.id,
          name: item.name,
          path: item.path,
          sizeInBytes: 100,
          lastModified: 1,
        });
      }
    },
    happen(index, event) {
      const previous = items.get(uploadIdOf(index));
      if (!previous) return false;
      const state = transition(previous.state, event);
      if (state === previous.state) return false;
      const item = { ...previous, state };
      items.set(item.id, item);
      keeper.transitioned(item, event, previous);
      return true;
    },
    isDriving: () => keeper.driverOf(batchId)?.kind !== 'watching' && keeper.driverOf(batchId)?.kind !== 'catching-up',
  };
}

export function newItem(index: number): UploadItem {
  return {
    id: uploadIdOf(index),
    batchId,
    name: `${index}.jpg`,
    path: `Wedding/${index}.jpg`,
    sizeInBytes: 100,
    mimeType: 'image/jpeg',
    destination: { kind: 'site-media', folderId: 'media-root' },
    state: { status: 'queued' },
  };
}

/** What an engine does with an item that another page moved in the meantime. */
function adopt(items: Map<string, UploadItem>, ledgerItem: LedgerItem): void {
  const item = items.get(ledgerItem.uploadId);
  if (item && ledgerStateOf(item) !== ledgerItem.state)
    items.set(item.id, { ...item, state: stateFrom(ledgerItem, item) });
}

function stateFrom(ledgerItem: LedgerItem, item: UploadItem): UploadItem['state'] {
  switch (ledgerItem.state) {
    case 'queued':
    case 'sending':
      return ledgerStateOf(item) === 'sending' ? item.state : { status: 'queued' };
    case 'accepted':
    case 'ready':
      return { status: ledgerItem.state, file: mediaFile(ledgerItem.fileId ?? '') };
    case 'failed':
    case 'skipped':
      return { status: ledgerItem.state, failure: ledgerItem.failure ?? { code: 'INTERNAL' } };
    case 'cancelled':
      return { status: 'cancelled' };
  }
}

/** The same state in the ledger's words; queued and sending count as one, since the page waits and pauses in many ways. */
export function ledgerStateOf({ state }: UploadItem): 'sending' | 'accepted' | 'failed' | 'skipped' | 'cancelled' {
  switch (state.status) {
    case 'accepted':
    case 'ready':
      return 'accepted';
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return state.status;
    default:
      return 'sending';
  }
}
