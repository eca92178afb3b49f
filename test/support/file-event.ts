import { randomUUID } from 'node:crypto';
import type { NewFileEvent } from '#database';

/** Wix's word that a file is ready, as it is kept. */
export function fileEvent(facts: Partial<NewFileEvent> = {}): NewFileEvent {
  const { fileId = randomUUID() } = facts;
  return {
    fileId,
    eventId: randomUUID(),
    uploadId: null,
    sequence: null,
    happenedAt: new Date(0),
    receivedAt: new Date(0),
    file: { id: fileId, displayName: 'a', url: '', hash: '', mediaType: 'IMAGE', operationStatus: 'READY' },
    ...facts,
  };
}
