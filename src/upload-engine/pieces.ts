import type { Pace, Permit } from './pace.ts';
import type { Clock, Pieces } from './ports.ts';
import type { Run } from './run-book.ts';

/** A piece is what leaves in this time: short enough to be felt as even, long enough for the round trip it costs. Milliseconds. */
const PIECE_MS = 500;
/** The storage behind Wix's host takes nothing but multiples of this in the middle of a file. Bytes. */
const PIECE_UNIT = 256 * 1024;
/** A file that would take longer than this at the limit should not leave in one piece. Milliseconds. */
const LONGEST_WHOLE_MS = 1_000;
/** With a limit, tickets are in hand for what leaves in this time: more would grow old before their turn. Milliseconds. */
const AHEAD_MS = 10_000;
/** How often a wait for leave to send is told to be no stall. Milliseconds. */
const SIGN_OF_LIFE_MS = 5_000;

/** The most bytes that should leave in one piece now. */
export function largestPiece(pace: Pick<Pace, 'limit'>): number {
  const limit = pace.limit();
  if (limit === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(PIECE_UNIT, Math.floor((limit * PIECE_MS) / 1_000 / PIECE_UNIT) * PIECE_UNIT);
}

/** True for a file that has to leave in pieces to be kept to the limit. */
export function needsPieces(pace: Pick<Pace, 'limit'>, sizeInBytes: number): boolean {
  const limit = pace.limit();
  return limit !== undefined && sizeInBytes > (limit * LONGEST_WHOLE_MS) / 1_000;
}

/** True when enough small files are under way to their turn. Always false without a limit. */
export function isEnoughAhead(pace: Pick<Pace, 'limit'>, runs: readonly Run[]): boolean {
  const limit = pace.limit();
  if (limit === undefined) return false;
  const waiting = runs.filter(({ kind, stage }) => kind === 'small' && stage !== 'sending');
  const bytes = waiting.reduce((sum, { entry }) => sum + (entry.item.sizeInBytes ?? 0), 0);
  return bytes >= (limit * AHEAD_MS) / 1_000;
}

/** How one try of one file is kept to the pace. */
export interface PacedTry {
  readonly pieces: Pieces;
  /** How far the bytes are. */
  sent(position: number): void;
  end(): void;
}

/**
 * @param whole the permit under which the whole file leaves, where it was asked for already
 * @param alive called while the file waits: that nothing moves is no stall
 */
export function paceTry(
  { pace, clock }: { readonly pace: Pace; readonly clock: Clock },
  { whole, signal, alive }: { readonly whole: Permit | undefined; readonly signal: AbortSignal; alive(): void },
): PacedTry {
  let permit = whole;
  let begun = 0;
  let position = 0;

  const next = (bytes: number) =>
    new Promise<void>((resolve, reject) => {
      signal.throwIfAborted();
      permit?.end();
      begun = position;
      let cancelSign = () => {};
      const stay = () => {
        alive();
        cancelSign = clock.setTimeout(stay, SIGN_OF_LIFE_MS);
      };
      const finish = (settle: () => void) => {
        cancelSign();
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      const onAbort = () => {
        permit?.end();
        finish(() => reject(signal.reason));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      stay();
      permit = pace.ask(bytes, () =>
        finish(() => {
          alive();
          resolve();
        }),
      );
    });

  return {
    pieces: { largest: () => largestPiece(pace), next, onLimitChanged: pace.subscribe },
    sent(at) {
      position = at;
      permit?.sent(at - begun);
    },
    end: () => permit?.end(),
  };
}
