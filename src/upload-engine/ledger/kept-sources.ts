import type { ItemId, UploadItem } from '../item.ts';
import type { Clock, SourceFile } from '../ports.ts';

/** Copies of small files in the browser's storage. Nothing here rejects: refused storage is a normal mode. */
export interface KeptSources {
  readonly available: boolean;
  /** @returns whether the file is kept now; false for a large one, or when there is no room. */
  keep(itemId: ItemId, source: SourceFile): Promise<boolean>;
  take(itemIds: readonly ItemId[]): Promise<ReadonlyMap<ItemId, SourceFile>>;
  forget(itemIds: readonly ItemId[]): Promise<void>;
}

export const noKeptSources: KeptSources = {
  available: false,
  keep: async () => false,
  take: async () => new Map(),
  forget: async () => undefined,
};

/** Most files are sent before anybody could reload: copying those would be work for nothing. Milliseconds. */
const KEEP_AFTER_MS = 2_000;
/**
 * A copy costs as much as the upload of a small file, and files that leave within the next minutes are copied in vain: for each
 * moment spent on copies, so many are left to the uploads.
 */
const REST_FACTOR = 4;
/** How long finished items wait to be forgotten together. Milliseconds. */
const FORGET_AFTER_MS = 1_000;

/** Copies what waits, one file at a time and the last one first, and lets go of what is done. */
export interface SourceKeeper {
  added(itemId: ItemId, source: SourceFile): void;
  /** Came out of the storage, and has to leave it when it is done. */
  isKept(itemIds: Iterable<ItemId>): void;
  transitioned(item: UploadItem): void;
  /** Nobody will send it any more. */
  finished(itemId: ItemId): void;
  dispose(): void;
}

export function createSourceKeeper(kept: Promise<KeptSources>, clock: Clock): SourceKeeper {
  const toKeep = new Map<ItemId, SourceFile>();
  /** In which they were added; some are not to be kept any more. */
  const order: ItemId[] = [];
  const keeping = new Set<ItemId>();
  let toForget: ItemId[] = [];
  let cancelKeeping: (() => void) | undefined;
  let cancelForgetting: (() => void) | undefined;
  let disposed = false;

  /** What was added last is sent last, so a copy of that is worth most; the first ones are gone before their turn comes. */
  const takeLast = () => {
    for (let itemId = order.pop(); itemId !== undefined; itemId = order.pop()) {
      const source = toKeep.get(itemId);
      if (source && toKeep.delete(itemId)) return { itemId, source };
    }
    return undefined;
  };
  const rest = (durationMs: number) => new Promise<void>((resolve) => clock.setTimeout(resolve, durationMs));
  const keepAll = async () => {
    const store = await kept;
    if (!store.available) {
      toKeep.clear();
      order.length = 0;
    }
    // What is added meanwhile is met by this very loop.
    for (let next = takeLast(); next && !disposed; next = takeLast()) {
      const startedAt = clock.now();
      keeping.add(next.itemId);
      await store.keep(next.itemId, next.source);
      // The uploads themselves use the same disk and processor.
      await rest(REST_FACTOR * (clock.now() - startedAt));
    }
    cancelKeeping = undefined;
  };
  const planKeeping = () => {
    if (!disposed) cancelKeeping ??= clock.setTimeout(() => void keepAll(), KEEP_AFTER_MS);
  };
  const forgetAll = () => {
    cancelForgetting = undefined;
    const itemIds = toForget;
    toForget = [];
    void kept.then((store) => store.forget(itemIds));
  };
  const finished = (itemId: ItemId) => {
    toKeep.delete(itemId);
    if (!keeping.delete(itemId)) return;
    toForget.push(itemId);
    cancelForgetting ??= clock.setTimeout(forgetAll, FORGET_AFTER_MS);
  };

  return {
    added(itemId, source) {
      toKeep.set(itemId, source);
      order.push(itemId);
      planKeeping();
    },
    isKept(itemIds) {
      for (const itemId of itemIds) keeping.add(itemId);
    },
    transitioned({ id, state }) {
      if (state.status === 'accepted' || state.status === 'skipped' || state.status === 'cancelled') finished(id);
    },
    finished,
    dispose() {
      disposed = true;
      cancelKeeping?.();
      if (cancelForgetting) forgetAll();
      cancelForgetting = undefined;
      toKeep.clear();
      order.length = 0;
    },
  };
}
