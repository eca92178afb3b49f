import { TICKETS_PER_CALL } from '#contracts';
import type { WorkKind } from './scheduler.ts';

/** How many files of each kind there are of something. */
export type KindCounts = Readonly<Record<WorkKind, number>>;

/** How many slots each kind may take. Small ones first, but as long as both kinds have work each has at least one slot. */
export function slotsFor(limit: number, work: KindCounts): KindCounts {
  if (work.large === 0) return { small: limit, large: 0 };
  if (work.small === 0) return { small: 0, large: limit };
  return { small: limit - 1, large: Math.max(1, Math.floor(limit / 4)) };
}

/** The most small files that hold or are getting a ticket while none has a slot. */
const MOST_AHEAD = 3 * TICKETS_PER_CALL;
/** While one full call's worth is used, the next one is asked for. */
const WORTH_OF_CALLS = 2 * TICKETS_PER_CALL;
/** Tickets that are used within this time are worth having for the sake of few and full calls. Milliseconds. */
const USED_WITHIN_MS = 5_000;

/**
 * How many small files should hold or be getting a ticket while none has a slot yet: as many as the slots can take while
 * one is being prepared, and half as many again; where they are used up within seconds, enough for calls that are full; but
 * at least one for every slot. Fewer leave slots idle, more let tickets grow old.
 * @param facts.sendMs smoothed time that a small file holds its slot; undefined before the first
 * @param facts.prepareMs smoothed time from its check to its ticket; undefined before the first
 */
export function ticketsAhead(facts: {
  readonly limit: number;
  readonly sendMs: number | undefined;
  readonly prepareMs: number | undefined;
}): number {
  if (facts.sendMs === undefined || facts.prepareMs === undefined) return facts.limit;
  const usedPerMs = facts.limit / Math.max(1, facts.sendMs);
  const meanwhile = Math.ceil(usedPerMs * facts.prepareMs * 1.5);
  const usedSoon = Math.min(WORTH_OF_CALLS, Math.floor(usedPerMs * USED_WITHIN_MS));
  return Math.min(MOST_AHEAD, Math.max(facts.limit, meanwhile, usedSoon));
}
