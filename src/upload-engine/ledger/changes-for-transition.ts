import type { LedgerChange } from '#contracts';
import type { UploadItem } from '../item.ts';
import type { ItemEvent } from '../transition.ts';

/**
 * What the ledger is told of a transition. Not everything: waiting and pausing are this page's own business, and that a
 * file is ready is for the server to find out.
 */
export function changesForTransition(
  item: UploadItem,
  event: ItemEvent,
  previous: UploadItem,
): readonly LedgerChange[] {
  const uploadId = item.id;
  switch (event.type) {
    case 'ticket-asked':
      return [{ type: 'checked', uploadId, sizeInBytes: item.sizeInBytes ?? 0, mimeType: item.mimeType }];
    case 'sending-started':
      return [{ type: 'progressed', uploadId, bytesAccepted: event.bytesAccepted }];
    case 'progressed':
      return bytesAcceptedIn(item) === bytesAcceptedIn(previous)
        ? []
        : [{ type: 'progressed', uploadId, bytesAccepted: bytesAcceptedIn(item) }];
    case 'wait-started':
      // Out of *accepted* there is one reason to wait: the stored copy differs, and the file goes again.
      return previous.state.status === 'accepted' ? [{ type: 'requeued', uploadId }] : [];
    case 'retried':
      return [{ type: 'requeued', uploadId }];
    case 'accepted':
      return [{ type: 'accepted', uploadId, fileId: event.file.id }];
    case 'failed':
    case 'skipped':
      return [{ type: event.type, uploadId, failure: event.failure }];
    case 'cancelled':
      return [{ type: 'cancelled', uploadId }];
    case 'check-started':
    case 'paused':
    case 'requeued':
    case 'became-ready':
    case 'superseded':
      return [];
    default:
      return unreachable(event);
  }
}

function bytesAcceptedIn(item: UploadItem): number {
  return item.state.status === 'sending' ? item.state.bytesAccepted : 0;
}

function unreachable(event: never): never {
  throw new Error(`not an event of an item: ${JSON.stringify(event)}`);
}
