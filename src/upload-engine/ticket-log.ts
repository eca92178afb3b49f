import { WIX_CALLS_PER_MINUTE } from '#contracts';
import type { Clock } from './ports.ts';

const MINUTE_MS = 60_000;

/**
 * What Wix's quota lets through, from the tickets that came. Wix counts calls in a minute of the site, so tickets come as
 * fast as they are asked for until the minute's share is used up, and then not at all for a while.
 */
export interface TicketLog {
  granted(): void;
  /** Wix or our server asks for patience. @param until milliseconds of the clock */
  refused(until: number): void;
  /** True while tickets may be had at once, and not only the few that the next seconds free. */
  isOpen(): boolean;
  /** How many more may be had at once. Infinity as long as nobody has refused one: there may be no limit. */
  free(): number;
  /** True when so many were had that the minute's share may not do. */
  isScarce(): boolean;
  /** When one more than now may be had. Milliseconds from now. */
  moreInMs(): number;
  /**
   * When so many more files will all have been sent, if the time between tickets were enough for the work. Milliseconds from now.
   * @param tickets files that still need one
   * @param lastMs work of the last so many of them
   */
  timeMs(tickets: number, lastMs: (files: number) => number): number;
}

/** Calls that come in this time are of one of Wix's minutes, however long their answers took. Milliseconds. */
const SURELY_A_MINUTE_MS = 55_000;
/** Calls that belong to one of Wix's minutes come within this. Milliseconds. */
const AT_MOST_A_MINUTE_MS = 66_000;

export function createTicketLog(clock: Pick<Clock, 'now'>): TicketLog {
  let perMinute = WIX_CALLS_PER_MINUTE;
  let firstAt = Number.POSITIVE_INFINITY;
  let refusedAt: number | undefined;
  let isRefusing = false;
  let closedUntil = Number.NEGATIVE_INFINITY;
  /** Of the last two minutes, from `head` on. */
  let grantedAt: number[] = [];
  let head = 0;

  const after = (time: number): number => {
    let low = head;
    let high = grantedAt.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((grantedAt[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const recent = () => grantedAt.length - after(clock.now() - MINUTE_MS);
  const forgetOld = () => {
    head = after(clock.now() - 2 * MINUTE_MS);
    if (head < 1_024) return;
    grantedAt = grantedAt.slice(head);
    head = 0;
  };
  /** Others of the same site use calls as well: what came in the minute before the refusal, and with it, is our share. */
  const learnShare = () => {
    if (refusedAt === undefined) return;
    const since = refusedAt - AT_MOST_A_MINUTE_MS;
    const came = Math.max(1, grantedAt.length - after(since));
    if (perMinute === Number.POSITIVE_INFINITY) perMinute = came;
    else if (firstAt <= since) perMinute = Math.min(WIX_CALLS_PER_MINUTE, came);
    refusedAt = undefined;
  };

  return {
    granted() {
      const now = clock.now();
      if (now >= closedUntil) learnShare();
      firstAt = Math.min(firstAt, now);
      grantedAt.push(now);
      forgetOld();
      // Here another share than Wix's usual one holds, of which nothing is known until it is used up.
      if (grantedAt.length - after(now - SURELY_A_MINUTE_MS) > perMinute) {
        perMinute = Number.POSITIVE_INFINITY;
        isRefusing = false;
      }
    },
    refused(until) {
      refusedAt ??= clock.now();
      isRefusing = true;
      closedUntil = Math.max(closedUntil, until);
    },
    isOpen: () => clock.now() >= closedUntil && recent() < perMinute * 0.9,
    free: () => (isRefusing ? Math.max(0, perMinute - recent()) : Number.POSITIVE_INFINITY),
    isScarce: () => perMinute !== Number.POSITIVE_INFINITY && recent() >= perMinute / 2,
    moreInMs: () => Math.max(1, (grantedAt[after(clock.now() - MINUTE_MS)] ?? 0) + MINUTE_MS - clock.now()),
    timeMs(tickets, lastMs) {
      const now = clock.now();
      const oldest = after(now - MINUTE_MS);
      if (tickets <= 0 || perMinute === Number.POSITIVE_INFINITY)
        return Math.max(0, tickets > 0 ? closedUntil - now : 0);
      const free = Math.max(0, perMinute - recent());
      const first = Math.max(0, closedUntil - now);
      let longest = 0;
      // Each place of the minute's share comes again a minute after it was used: its first and its last use are what counts.
      for (let place = 0; place < Math.min(perMinute, tickets); place += 1) {
        const uses = Math.floor((tickets - 1 - place) / perMinute);
        const usedAt = grantedAt[oldest + place - free];
        const opens = place < free ? 0 : (usedAt ?? now) + MINUTE_MS - now;
        for (const use of [0, uses]) {
          const behind = tickets - (place + use * perMinute);
          longest = Math.max(longest, Math.max(first, opens) + use * MINUTE_MS + lastMs(behind));
        }
      }
      return longest;
    },
  };
}
