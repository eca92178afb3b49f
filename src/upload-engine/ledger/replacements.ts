import { REPLACEMENTS_PER_CALL } from '#contracts';
import { toFailure } from '../failures.ts';
import type { ItemId, UploadItem } from '../item.ts';
import type { Clock } from '../ports.ts';
import type { LedgerClient } from './ledger-client.ts';

/** Sees to it that an old file goes to the trash as soon as its replacement is ready, and not before. */
export interface Replacements {
  transitioned(item: UploadItem): void;
  dispose(): void;
}

export interface ReplacementsOptions {
  readonly client: Pick<LedgerClient, 'trashReplaced'>;
  readonly clock: Pick<Clock, 'setTimeout'>;
  /** Old files that lie beside their replacements for good. */
  readonly onKept: (count: number) => void;
}

/** How long a finished file waits for company before the call. Milliseconds. */
const GATHER_MS = 500;
const RETRY_MS = 5000;
/** After that it is left to the server, which goes on by itself. */
const MOST_TRIES = 10;

export function createReplacements({ client, clock, onKept }: ReplacementsOptions): Replacements {
  /** Tries so far. */
  const due = new Map<ItemId, number>();
  const never = new AbortController().signal;
  let cancelTimer: (() => void) | undefined;
  let isAsking = false;

  const schedule = (delayMs: number) => {
    if (isAsking || due.size === 0) return;
    cancelTimer ??= clock.setTimeout(() => {
      cancelTimer = undefined;
      void flush();
    }, delayMs);
  };
  /** @returns how long to wait before the next call */
  const ask = async (uploadIds: readonly ItemId[]): Promise<number> => {
    const tries = Math.max(...uploadIds.map((id) => due.get(id) ?? 0)) + 1;
    try {
      const { outcomes } = await client.trashReplaced({ uploadIds: [...uploadIds] }, never);
      const settled = outcomes.filter(({ outcome }) => outcome !== 'waiting');
      for (const { uploadId } of settled) due.delete(uploadId);
      const kept = settled.filter(({ outcome }) => outcome === 'kept').length;
      if (kept > 0) onKept(kept);
      return settled.length === uploadIds.length ? GATHER_MS : RETRY_MS * tries;
    } catch (error) {
      return toFailure(error).retryAfterMs ?? RETRY_MS * tries;
    }
  };
  const flush = async () => {
    const uploadIds = [...due.keys()].slice(0, REPLACEMENTS_PER_CALL);
    isAsking = true;
    const delayMs = await ask(uploadIds);
    isAsking = false;
    for (const id of uploadIds) {
      const tries = due.get(id);
      due.delete(id);
      // Behind the others: one that has to wait holds up nobody.
      if (tries !== undefined && tries + 1 < MOST_TRIES) due.set(id, tries + 1);
    }
    schedule(delayMs);
  };

  return {
    transitioned({ id, replaces, state }) {
      if (replaces === undefined || state.status !== 'ready') return;
      due.set(id, 0);
      schedule(GATHER_MS);
    },
    dispose() {
      cancelTimer?.();
      due.clear();
    },
  };
}
