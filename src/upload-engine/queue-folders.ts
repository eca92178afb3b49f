import type { QueueFolder, QueueFolderKey } from './engine-api.ts';
import type { BatchId, Destination, ItemId, UploadItem } from './item.ts';
import { compareFolders, compareNames } from './name-order.ts';
import type { QueueEntry } from './queue-entry.ts';
import { countEntry, emptyTotals, type QueueTotals, settledShare } from './queue-totals.ts';
import { createSortedEntries, type SortedEntries } from './sorted-entries.ts';

/** The folders that the files of the queue came in. A change of one file costs the same, however many files there are. */
export interface QueueFolders {
  /** @returns its folder */
  add(entry: QueueEntry): QueueFolderKey;
  /** Called once with everything that leaves together. @returns their folders */
  remove(entries: readonly QueueEntry[]): ReadonlySet<QueueFolderKey>;
  /** Counts an entry in (`+1`) or out (`-1`), as `countEntry` does. @returns its folder */
  count(entry: QueueEntry, sign: 1 | -1): QueueFolderKey | undefined;
  keys(): readonly QueueFolderKey[];
  get(key: QueueFolderKey): QueueFolder | undefined;
  ids(key: QueueFolderKey): readonly ItemId[];
}

interface FileName {
  readonly id: ItemId;
  readonly name: string;
}

interface FolderPlace {
  readonly id: QueueFolderKey;
  /** Of the batch that its first file came with. */
  readonly batchNumber: number;
  /** From the top. */
  readonly names: readonly string[];
}

interface Folder {
  readonly key: QueueFolderKey;
  readonly path: string;
  readonly destination: Destination;
  readonly entries: SortedEntries<FileName>;
  readonly totals: QueueTotals;
  /** What was told last; undefined when something has changed since. */
  told: QueueFolder | undefined;
}

const nothing: readonly ItemId[] = [];

export function createQueueFolders(): QueueFolders {
  const folders = new Map<QueueFolderKey, Folder>();
  /** Finding it by its path would cost two strings for every progress event. */
  const folderOf = new WeakMap<QueueEntry, Folder>();
  const order = createSortedEntries(comparePlaces);
  const batchNumbers = new Map<BatchId, number>();

  const numberOf = (batchId: BatchId): number => {
    const number = batchNumbers.get(batchId) ?? batchNumbers.size;
    batchNumbers.set(batchId, number);
    return number;
  };

  const open = (item: UploadItem): Folder => {
    const path = item.path.slice(0, Math.max(0, item.path.lastIndexOf('/')));
    const key = keyOf(item, path);
    const known = folders.get(key);
    if (known) return known;
    const folder = {
      key,
      path,
      destination: item.destination,
      entries: createSortedEntries(compareFiles),
      totals: emptyTotals(),
      told: undefined,
    };
    folders.set(key, folder);
    order.add({ id: key, batchNumber: numberOf(item.batchId), names: path === '' ? [] : path.split('/') });
    return folder;
  };
  const count = (entry: QueueEntry, sign: 1 | -1) => {
    const folder = folderOf.get(entry);
    if (!folder) return undefined;
    countEntry(folder.totals, entry, sign);
    folder.told = undefined;
    return folder.key;
  };

  return {
    add(entry) {
      const folder = open(entry.item);
      folderOf.set(entry, folder);
      folder.entries.add({ id: entry.item.id, name: entry.item.name });
      count(entry, 1);
      return folder.key;
    },
    remove(entries) {
      const gone = new Set(entries.map(({ item }) => item.id));
      const left = new Set<Folder>();
      for (const entry of entries) {
        const folder = folderOf.get(entry);
        if (!folder) continue;
        left.add(folder);
        count(entry, -1);
        folderOf.delete(entry);
      }
      const empty = new Set<QueueFolderKey>();
      for (const folder of left) {
        folder.entries.remove(gone);
        if (folder.totals.total > 0) continue;
        folders.delete(folder.key);
        empty.add(folder.key);
      }
      if (empty.size > 0) order.remove(empty);
      return new Set([...left].map(({ key }) => key));
    },
    count,
    keys: order.ids,
    get(key) {
      const folder = folders.get(key);
      if (!folder) return undefined;
      folder.told ??= describe(folder);
      return folder.told;
    },
    ids(key) {
      return folders.get(key)?.entries.ids() ?? nothing;
    },
  };
}

function compareFiles(one: FileName, other: FileName): number {
  return compareNames(one.name, other.name);
}

/** What is added later comes below: it pushes nothing down that somebody looks at. */
function comparePlaces(one: FolderPlace, other: FolderPlace): number {
  return one.batchNumber - other.batchNumber || compareFolders(one.names, other.names);
}

/** The same folder dropped twice is one folder, unless it goes to another place. */
function keyOf({ destination }: UploadItem, path: string): QueueFolderKey {
  const place = destination.kind === 'site-media' ? destination.folderId : '';
  return `${destination.kind}/${place}/${path}`;
}

function describe({ key, path, destination, totals }: Folder): QueueFolder {
  const { total, byStatus } = totals;
  return { key, path, destination, total, byStatus: { ...byStatus }, progress: settledShare(totals) };
}
