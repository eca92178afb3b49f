import type { UploadEngine } from '../engine-api.ts';
import type { Destination, ItemId, ItemStatus, UploadItem } from '../item.ts';
import { type FolderKey, folderKey, splitPath } from './folder-tree.ts';
import { toWixName } from './wix-name.ts';

/** A file of the list that was added earlier, goes to the same place, and may not be seen there yet. */
export interface QueuedFile {
  /** As Wix gets it. */
  readonly name: string;
  /** As it was picked. */
  readonly path: string;
  /** Undefined until it was read. */
  readonly sizeInBytes: number | undefined;
}
export type QueuedFiles = ReadonlyMap<FolderKey, readonly QueuedFile[]>;

/** What of the list is on its way to the place that a plan is made for. Both pause often: lists are long. */
export interface QueueView {
  /** To be run before the target is looked at: what is ready only afterwards may be missing there. */
  note(): Generator<undefined, void>;
  /** Those noted that may be there by now, or will be. */
  noted(): Generator<undefined, QueuedFiles>;
}

/** Files between two pauses: some hundredths of a millisecond. */
const FILES_PER_STEP = 64;

const settled: ReadonlySet<ItemStatus> = new Set(['ready', 'failed', 'skipped', 'cancelled']);
const willNotArrive: ReadonlySet<ItemStatus> = new Set(['failed', 'skipped', 'cancelled']);

/** @param ownIds of the files that the plan is about, while none of them is decided */
export function createQueueView(
  engine: Pick<UploadEngine, 'getItem' | 'getItemIds'>,
  destination: Destination,
  ownIds: () => Iterable<ItemId>,
): QueueView {
  const underWay: ItemId[] = [];
  return {
    *note() {
      const own = new Set(ownIds());
      for (const [place, id] of engine.getItemIds().entries()) {
        // The list is in the order added: of two plans for one file only the later one minds the other.
        if (own.has(id)) return;
        const item = engine.getItem(id);
        if (item && !settled.has(item.state.status) && isSamePlace(item.destination, destination)) underWay.push(id);
        if (place % FILES_PER_STEP === 0) yield undefined;
      }
    },
    *noted() {
      const files = new Map<FolderKey, QueuedFile[]>();
      for (const [place, id] of underWay.entries()) {
        const item = engine.getItem(id);
        if (item && !willNotArrive.has(item.state.status)) put(files, item);
        if (place % FILES_PER_STEP === 0) yield undefined;
      }
      return files;
    },
  };
}

function put(files: Map<FolderKey, QueuedFile[]>, { path, name: rawName, sentAs, sizeInBytes }: UploadItem): void {
  const folder = folderKey(splitPath(path).folders);
  const file = { name: sentAs ?? toWixName(rawName).name, path, sizeInBytes };
  const there = files.get(folder);
  if (there) there.push(file);
  else files.set(folder, [file]);
}

function isSamePlace(one: Destination, other: Destination): boolean {
  return one.kind === 'site-media' && other.kind === 'site-media' && one.folderId === other.folderId;
}
