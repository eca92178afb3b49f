import type { StoredFile } from './item.ts';
import type { QueueEntry } from './queue-entry.ts';

/** Accepted items by the file that Wix is processing for them. Two items may share a file that arrived before. */
export interface AwaitingFiles {
  add(file: Pick<StoredFile, 'id'>, entry: QueueEntry): void;
  /** Gives the items of a file away: each is told once. */
  take(fileId: string): readonly QueueEntry[];
}

export function createAwaitingFiles(): AwaitingFiles {
  const entries = new Map<string, QueueEntry[]>();
  return {
    add(file, entry) {
      entries.set(file.id, [...(entries.get(file.id) ?? []), entry]);
    },
    take(fileId) {
      const taken = entries.get(fileId) ?? [];
      entries.delete(fileId);
      return taken;
    },
  };
}
