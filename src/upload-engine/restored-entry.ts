import type { LedgerItem } from '#contracts';
import type { BatchId, Destination, ItemState, StoredFile } from './item.ts';
import type { RestoredItem } from './ledger/ledger-queue.ts';
import { FailureError, type SourceFile } from './ports.ts';
import { newQueueEntry, type QueueEntry } from './queue-entry.ts';

/** An item of the ledger as an entry of the queue. Bytes that the host had count as sent: the host is asked where to go on. */
export function restoredEntry(
  batch: { readonly batchId: BatchId; readonly destination: Destination },
  { ledger, source = sourceOnWix(ledger) }: RestoredItem,
): QueueEntry {
  const { uploadId, path, sizeInBytes, replaces } = ledger;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const bytesAccepted = Math.min(ledger.bytesAccepted, sizeInBytes ?? 0);
  const entry = newQueueEntry(
    {
      id: uploadId,
      batchId: batch.batchId,
      name,
      path,
      sizeInBytes,
      mimeType: ledger.mimeType ?? source.type,
      ...(ledger.name === name ? {} : { sentAs: ledger.name }),
      ...(replaces === undefined ? {} : { replaces }),
      destination: batch.destination,
      ...(bytesAccepted === 0 ? {} : { bytesReached: bytesAccepted }),
      state: stateFromLedger(ledger),
    },
    source,
  );
  entry.isMeasured = true;
  entry.bytesAccepted = bytesAccepted;
  entry.bytesReached = bytesAccepted;
  entry.bytesAtLastFailure = bytesAccepted;
  return entry;
}

/** What the queue makes of a state in the ledger. Queued and sending are the same to it: nothing of them runs here yet. */
export function stateFromLedger(ledger: LedgerItem): ItemState {
  switch (ledger.state) {
    case 'queued':
    case 'sending':
      return { status: 'queued' };
    case 'accepted':
    case 'ready':
      return { status: ledger.state, file: fileFromLedger(ledger) };
    case 'failed':
    case 'skipped':
      return { status: ledger.state, failure: ledger.failure ?? { code: 'INTERNAL' } };
    case 'cancelled':
      return { status: 'cancelled' };
    default:
      return unreachable(ledger.state);
  }
}

function fileFromLedger({ fileId = '', url = '', verification }: LedgerItem): StoredFile {
  return { id: fileId, url, ...(verification === undefined ? {} : { verification }) };
}

/** Wix has the file; this page never had its bytes. Sending it again needs the file to be picked again. */
function sourceOnWix({ name, path, mimeType = '', lastModified }: LedgerItem): SourceFile {
  return {
    name,
    path,
    type: mimeType,
    lastModified,
    body: {},
    sizeInBytes: notHere,
    readHead: async () => notHere(),
  };
}

function notHere(): never {
  throw new FailureError({ code: 'FILE_UNREADABLE' });
}

function unreachable(state: never): never {
  throw new Error(`not a state of the ledger: ${JSON.stringify(state)}`);
}
