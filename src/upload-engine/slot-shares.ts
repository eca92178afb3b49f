import type { RunBook } from './run-book.ts';
import type { Scheduler, WorkKind } from './scheduler.ts';
import { type KindCounts, slotsFor } from './slots.ts';
import type { TicketLog } from './ticket-log.ts';

/** Of each minute's tickets, how many are kept for large files that wait. */
export const KEPT_FOR_LARGE = 20;
/** Of the slots, how many are kept for small files that wait for tickets. */
const KEPT_FOR_SMALL = 2;

/** Which kind of files may have how many slots and tickets, so that both go on side by side. */
export interface SlotShares {
  /** Files of each kind that are under way or could be now. */
  work(): KindCounts;
  /** How many slots each kind may take now. */
  now(): KindCounts;
  /** How many files of a kind may go at once, as soon as the other kind keeps to its share. */
  share(kind: WorkKind): number;
  /** How many slots files of a kind have, or could take now. At least one. */
  open(kind: WorkKind): number;
  /** Tickets of this minute that small files may still have: they would take them all, and the line would idle for the rest of it. */
  smallTickets(): number;
}

export interface SlotSharesOptions {
  readonly scheduler: Pick<Scheduler, 'waiting'>;
  readonly book: Pick<RunBook, 'count'>;
  readonly tickets: Pick<TicketLog, 'free'>;
  readonly limit: () => number;
  /** True while no ticket may be asked for. */
  readonly areTicketsHeld: () => boolean;
}

export function createSlotShares({ scheduler, book, tickets, limit, areTicketsHeld }: SlotSharesOptions): SlotShares {
  const smallTickets = (): number => {
    // Tickets that large files have in hand grow old: then they need others.
    const large = scheduler.waiting('large') + book.count('prepared').large;
    if (large === 0) return Number.POSITIVE_INFINITY;
    const { small: preparing, large: preparingLarge } = book.count('preparing');
    return tickets.free() - preparing - preparingLarge - Math.min(KEPT_FOR_LARGE, large);
  };
  /** Small files that wait for the next minute are no work that large ones have to leave room for. */
  const isBarred = (kind: WorkKind) => kind === 'small' && (areTicketsHeld() || smallTickets() <= 0);
  const countWork = (isLeftOut: (kind: WorkKind) => boolean): KindCounts => {
    const of = (kind: WorkKind) =>
      (isLeftOut(kind) ? 0 : scheduler.waiting(kind)) +
      book.count('preparing')[kind] +
      book.count('prepared')[kind] +
      book.count('sending')[kind];
    return { small: of('small'), large: of('large') };
  };
  const share = (kind: WorkKind): number => {
    const files = countWork(() => false);
    return Math.min(slotsFor(limit(), files)[kind], files[kind]);
  };

  return {
    work: () => countWork(isBarred),
    now() {
      const slots = slotsFor(limit(), countWork(isBarred));
      // Lent but for some: whoever comes back would wait for the end of a large file.
      const isLent = isBarred('small') && scheduler.waiting('small') > 0;
      return isLent ? { ...slots, large: Math.min(slots.large, Math.max(1, limit() - KEPT_FOR_SMALL)) } : slots;
    },
    share,
    open(kind) {
      const others = book.count('sending')[kind === 'small' ? 'large' : 'small'];
      return Math.max(1, Math.min(share(kind), limit() - others));
    },
    smallTickets,
  };
}
