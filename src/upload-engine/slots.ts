import type { WorkKind } from './scheduler.ts';

/** How many files of each kind there are of something. */
export type KindCounts = Readonly<Record<WorkKind, number>>;

/** How many slots each kind may take. Small ones first, but as long as both kinds have work each has at least one slot. */
export function slotsFor(limit: number, work: KindCounts): KindCounts {
  if (work.large === 0) return { small: limit, large: 0 };
  if (work.small === 0) return { small: 0, large: limit };
  return { small: limit - 1, large: Math.max(1, Math.floor(limit / 4)) };
}

/** The most small files that hold or are getting a ticket while none has a slot: two full calls. */
const MOST_AHEAD = 100;

/**
 * How many small files should hold or be getting a ticket while none has a slot yet: as many as the slots can take while
 * one is being prepared, and half as many again, but at least one for every slot. Fewer leave slots idle, more let
 * tickets grow old.
 * @param facts.sendMs smoothed time that a small file holds its slot; undefined before the first
 * @param facts.prepareMs smoothed time from its check to its ticket; undefined before the first
 */
export function ticketsAhead(facts: {
  readonly limit: number;
  readonly sendMs: number | undefined;
  readonly prepareMs: number | undefined;
}): number {
  if (facts.sendMs === undefined || facts.prepareMs === undefined) return facts.limit;
  const meanwhile = (facts.limit * facts.prepareMs) / Math.max(1, facts.sendMs);
  return Math.min(MOST_AHEAD, Math.max(facts.limit, Math.ceil(meanwhile * 1.5)));
}
