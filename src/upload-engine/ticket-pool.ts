import { type Failure, TICKETS_PER_CALL, type TicketOutcome } from '#contracts';
import type { Clock, TicketRequest, TicketSource } from './ports.ts';
import { withDeadline } from './with-deadline.ts';

/** Gathers requests for tickets into few calls. */
export interface TicketPool {
  /** Resolves with the outcome for this one file; rejects with what the whole call was rejected with, or the signal's reason. */
  request(request: TicketRequest, signal: AbortSignal): Promise<TicketOutcome>;
  /**
   * A request is likely to come in a moment: a call that gathers waits for it a little longer.
   * @returns to be called when it comes, or will not come.
   */
  announce(): () => void;
}

export interface TicketPoolOptions {
  readonly source: TicketSource;
  readonly clock: Clock;
  /** How long a request waits for company; while more are announced, up to ten times as long. Milliseconds. */
  readonly gatherMs: number;
  /** A call without an answer for this long is given up as SERVER_UNAVAILABLE. Milliseconds. */
  readonly timeoutMs: number;
}

interface Pending {
  readonly request: TicketRequest;
  readonly resolve: (outcome: TicketOutcome) => void;
  readonly reject: (error: unknown) => void;
  readonly leave: () => void;
}

const ANNOUNCED_WAIT_FACTOR = 10;

const noAnswer: Failure = { code: 'SERVER_UNAVAILABLE', message: 'The server did not answer.' };

export function createTicketPool({ source, clock, gatherMs, timeoutMs }: TicketPoolOptions): TicketPool {
  let gathering = new Set<Pending>();
  let cancelGathering: (() => void) | undefined;
  let gatheringSince = 0;
  let announced = 0;
  const callsOf = new WeakMap<Set<Pending>, AbortController>();

  const send = () => {
    cancelGathering?.();
    cancelGathering = undefined;
    const group = gathering;
    gathering = new Set();
    if (group.size > 0) void call(group);
  };

  const sendIfAllCame = () => {
    if (announced === 0 || clock.now() - gatheringSince >= gatherMs * ANNOUNCED_WAIT_FACTOR) send();
    else cancelGathering = clock.setTimeout(sendIfAllCame, gatherMs);
  };

  const call = async (group: Set<Pending>) => {
    const controller = new AbortController();
    callsOf.set(group, controller);
    const requests = [...group].map((pending) => pending.request);
    try {
      const outcomes = await withDeadline(
        clock,
        { silenceMs: timeoutMs, failure: noAnswer },
        controller.signal,
        (signal) => source.requestTickets(requests, signal),
      );
      handOut(group, outcomes);
    } catch (error) {
      for (const pending of [...group]) {
        pending.leave();
        pending.reject(error);
      }
    }
  };

  const join = (pending: Pending): Set<Pending> => {
    const group = gathering.add(pending);
    if (group.size >= TICKETS_PER_CALL) send();
    else if (cancelGathering === undefined) {
      gatheringSince = clock.now();
      cancelGathering = clock.setTimeout(sendIfAllCame, gatherMs);
    }
    return group;
  };

  return {
    announce() {
      announced += 1;
      return () => {
        announced -= 1;
      };
    },
    request: (request, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        const leave = () => {
          signal.removeEventListener('abort', onAbort);
          group.delete(pending);
        };
        const onAbort = () => {
          leave();
          reject(signal.reason);
          // Nobody waits for the answer any more: the call itself goes.
          if (group.size === 0) callsOf.get(group)?.abort(signal.reason);
        };
        const pending: Pending = { request, resolve, reject, leave };
        signal.addEventListener('abort', onAbort, { once: true });
        const group = join(pending);
      }),
  };
}

/** Answers are matched by upload id, never by position: a wrong ticket would put one file's bytes under another's name. */
function handOut(group: Set<Pending>, outcomes: readonly TicketOutcome[]): void {
  const byId = new Map(outcomes.map((outcome) => [outcome.uploadId, outcome]));
  for (const pending of [...group]) {
    const { uploadId } = pending.request;
    pending.leave();
    pending.resolve(
      byId.get(uploadId) ?? { uploadId, failure: { code: 'INTERNAL', message: 'The server left this file out.' } },
    );
  }
}
