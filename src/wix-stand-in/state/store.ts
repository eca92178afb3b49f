import { join } from 'node:path';
import { type Collection, createCollection } from './collection.ts';
import { openJournal } from './journal.ts';
import type { Delivery, Folder, MediaFile, Site, Ticket, TusUpload, User } from './model.ts';

/** Everything that this Wix knows. It is all in memory and all in the journal. */
export interface Store {
  readonly sites: Collection<Site>;
  readonly users: Collection<User>;
  readonly folders: Collection<Folder>;
  readonly files: Collection<MediaFile>;
  readonly tickets: Collection<Ticket>;
  readonly tusUploads: Collection<TusUpload>;
  readonly deliveries: Collection<Delivery>;
  /** Bytes of everything stored for the site; the trash counts, as its bytes are still there. */
  usedBytes(siteId: string): number;
  close(): void;
}

export function openStore(dataDir: string): Store {
  const { journal, entries } = openJournal(join(dataDir, 'journal.jsonl'));
  const open = <T extends { readonly id: string }>(
    name: string,
    onChange?: (before: T | undefined, after: T | undefined) => void,
  ): Collection<T> => {
    // The journal holds only what `put` of the same collection wrote.
    const stored = entries.filter(([collection]) => collection === name).map(([, , value]) => value as T);
    return createCollection(name, journal, stored, onChange);
  };
  const used = new Map<string, number>();
  const count = (file: MediaFile | undefined, sign: 1 | -1): void => {
    if (file) used.set(file.siteId, (used.get(file.siteId) ?? 0) + sign * Math.max(0, file.sizeInBytes));
  };
  return {
    sites: open<Site>('sites'),
    users: open<User>('users'),
    folders: open<Folder>('folders'),
    files: open<MediaFile>('files', (before, after) => {
      count(before, -1);
      count(after, 1);
    }),
    usedBytes: (siteId) => used.get(siteId) ?? 0,
    tickets: open<Ticket>('tickets'),
    tusUploads: open<TusUpload>('tusUploads'),
    deliveries: open<Delivery>('deliveries'),
    close: () => journal.close(),
  };
}
