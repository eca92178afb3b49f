import { FILE_IDS_PER_CALL, type MediaFile } from '#contracts';
import type { Clock, ReadinessSource } from './ports.ts';
import { withDeadline } from './with-deadline.ts';

/** Asks about accepted files until each is ready or failed, all of them together in as few calls as Wix allows. */
export interface ReadinessPoller {
  watch(fileId: string): void;
  dispose(): void;
}

export interface ReadinessPollerOptions {
  readonly source: ReadinessSource;
  readonly clock: Clock;
  readonly random: () => number;
  /** Called with each READY or FAILED file, once; it is not watched any more then. */
  readonly onSettled: (file: MediaFile) => void;
  /** Called when Wix, asked many times over minutes, does not know the file. It is not watched any more then. */
  readonly onLost: (fileId: string) => void;
}

/** Times between questions about one file: from a second to 15. Milliseconds. */
const FIRST_DELAY_MS = 1_000;
const MAX_DELAY_MS = 15_000;
const GROWTH = 1.6;
/**
 * Never more than one call in this time, unless more files are due than fit into one: on a good line more end in a second than
 * one call can ask about. Milliseconds.
 */
const MIN_GAP_MS = 1_000;
const TIMEOUT_MS = 60_000;
/** At the longest interval about five minutes: Wix may need a moment to know a file that it just took. */
const LOST_AFTER_ANSWERS = 25;

interface Watched {
  delayMs: number;
  dueAt: number;
  missing: number;
}

export function createReadinessPoller(options: ReadinessPollerOptions): ReadinessPoller {
  const { source, clock, random } = options;
  /** In the order of their last question, so that nobody is passed over when more than one call's worth is due. */
  const watched = new Map<string, Watched>();
  const disposal = new AbortController();
  let lastCallAt = Number.NEGATIVE_INFINITY;
  let isAsking = false;
  /** True when the last call had no room for all that were due. */
  let isMoreDue = false;
  let plannedAt = Number.POSITIVE_INFINITY;
  let cancelTimer = () => {};

  const plan = (dueAt: number) => {
    const at = isMoreDue ? clock.now() : Math.max(dueAt, lastCallAt + MIN_GAP_MS);
    if (isAsking || disposal.signal.aborted || at >= plannedAt) return;
    cancelTimer();
    plannedAt = at;
    cancelTimer = clock.setTimeout(ask, Math.max(0, at - clock.now()));
  };
  const planNext = () => {
    let earliest = Number.POSITIVE_INFINITY;
    for (const file of watched.values()) earliest = Math.min(earliest, file.dueAt);
    if (earliest !== Number.POSITIVE_INFINITY) plan(earliest);
  };

  const ask = async () => {
    plannedAt = Number.POSITIVE_INFINITY;
    const ids = takeDue();
    if (ids.length === 0) return planNext();
    isAsking = true;
    lastCallAt = clock.now();
    try {
      const files = await withDeadline(
        clock,
        { silenceMs: TIMEOUT_MS, failure: { code: 'SERVER_UNAVAILABLE' } },
        disposal.signal,
        (signal) => source.getFileStates(ids, signal),
      );
      if (!disposal.signal.aborted) takeIn(ids, files);
    } catch {
      // Not knowing yet is the state these files are in anyway; the next interval asks again.
    }
    isAsking = false;
    if (!disposal.signal.aborted) planNext();
  };

  const takeDue = (): string[] => {
    const now = clock.now();
    const ids: string[] = [];
    isMoreDue = false;
    for (const [id, file] of watched) {
      if (file.dueAt > now) continue;
      isMoreDue = ids.length === FILE_IDS_PER_CALL;
      if (isMoreDue) break;
      ids.push(id);
    }
    for (const id of ids) postpone(id, now);
    return ids;
  };
  const postpone = (id: string, now: number) => {
    const file = watched.get(id);
    if (!file) return;
    watched.delete(id);
    watched.set(id, file);
    file.delayMs = Math.min(MAX_DELAY_MS, file.delayMs * GROWTH);
    file.dueAt = now + file.delayMs * (0.8 + 0.4 * random());
  };

  const takeIn = (asked: readonly string[], files: readonly MediaFile[]) => {
    const byId = new Map(files.map((file) => [file.id, file]));
    for (const id of asked) {
      const state = watched.get(id);
      if (!state) continue;
      const file = byId.get(id);
      state.missing = file ? 0 : state.missing + 1;
      if (file ? file.operationStatus === 'PENDING' : state.missing < LOST_AFTER_ANSWERS) continue;
      watched.delete(id);
      if (file) options.onSettled(file);
      else options.onLost(id);
    }
  };

  const unsubscribe = source.subscribe?.((file) => takeIn([file.id], [file]));

  return {
    watch(fileId) {
      if (watched.has(fileId)) return;
      const delayMs = FIRST_DELAY_MS;
      const dueAt = clock.now() + delayMs * (0.8 + 0.4 * random());
      watched.set(fileId, { delayMs, dueAt, missing: 0 });
      plan(dueAt);
    },
    dispose() {
      disposal.abort(new Error('disposed'));
      cancelTimer();
      unsubscribe?.();
      watched.clear();
    },
  };
}
