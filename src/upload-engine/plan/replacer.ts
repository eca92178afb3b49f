import { type Failure, isTransient, REPLACEMENTS_PER_CALL, type TrashReplacedResponse } from '#contracts';
import type { UploadEngine } from '../engine-api.ts';
import { toFailure } from '../failures.ts';
import type { ItemId } from '../item.ts';
import type { Clock } from '../ports.ts';

export interface Replacement {
  readonly newFileId: string;
  readonly oldFileId: string;
}

/** Moves files to the trash whose place others have taken. Rejects with a `FailureError` when the whole call failed. */
export interface ReplacedFilesTrash {
  trashReplaced(replacements: readonly Replacement[]): Promise<TrashReplacedResponse['outcomes']>;
}

/** Sees to it that an old file goes to the trash once its replacement is ready, and not before. */
export interface Replacer {
  track(id: ItemId, oldFileId: string): void;
  dispose(): void;
}

export interface ReplacerOptions {
  readonly engine: Pick<UploadEngine, 'getItem' | 'subscribeItem'>;
  readonly trash: ReplacedFilesTrash;
  readonly clock: Pick<Clock, 'setTimeout'>;
  /** Old files that lie beside their replacements now. */
  readonly onKept: (count: number, failure?: Failure) => void;
}

/** How long a finished file waits for company before the call. Milliseconds. */
const GATHER_MS = 500;
const RETRY_MS = 5000;
const MOST_TRIES = 10;

export function createReplacer({ engine, trash, clock, onKept }: ReplacerOptions): Replacer {
  const watched = new Map<ItemId, () => void>();
  let due: Replacement[] = [];
  let cancelTimer: (() => void) | undefined;
  let tries = 0;

  const schedule = (delayMs: number) => {
    cancelTimer ??= clock.setTimeout(() => {
      cancelTimer = undefined;
      void flush();
    }, delayMs);
  };
  const flush = async () => {
    const pairs = due.slice(0, REPLACEMENTS_PER_CALL);
    if (pairs.length === 0) return;
    due = due.slice(pairs.length);
    try {
      const outcomes = await trash.trashReplaced(pairs);
      tries = 0;
      const kept = outcomes.filter(({ outcome }) => outcome === 'kept').length;
      if (kept > 0) onKept(kept);
    } catch (error) {
      const failure = toFailure(error);
      tries += 1;
      if (!isTransient(failure) || tries >= MOST_TRIES) onKept(pairs.length, failure);
      else {
        due = [...pairs, ...due];
        schedule(failure.retryAfterMs ?? RETRY_MS * tries);
        return;
      }
    }
    if (due.length > 0) schedule(GATHER_MS);
  };
  const leave = (id: ItemId) => {
    watched.get(id)?.();
    watched.delete(id);
  };

  return {
    track(id, oldFileId) {
      const look = () => {
        const item = engine.getItem(id);
        if (item?.state.status === 'ready') {
          due.push({ newFileId: item.state.file.id, oldFileId });
          schedule(GATHER_MS);
        }
        // A failed one may be tried again, and then takes the place after all.
        const isOver = item === undefined || ['ready', 'skipped', 'cancelled'].includes(item.state.status);
        if (isOver) leave(id);
      };
      watched.set(id, engine.subscribeItem(id, look));
      look();
    },
    dispose() {
      for (const id of [...watched.keys()]) leave(id);
      cancelTimer?.();
    },
  };
}
