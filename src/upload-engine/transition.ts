import type { Failure, MediaFile } from '#contracts';
import type { ItemState, StoredFile, WaitReason } from './item.ts';

/** Everything that can happen to an item. Bytes are absolute positions in the file. */
export type ItemEvent =
  | { readonly type: 'check-started' }
  | { readonly type: 'ticket-asked' }
  | { readonly type: 'sending-started'; readonly bytesAccepted: number }
  | { readonly type: 'progressed'; readonly bytesSent: number; readonly bytesAccepted: number }
  | { readonly type: 'paused'; readonly bytesAccepted: number }
  | {
      readonly type: 'wait-started';
      readonly reason: WaitReason;
      readonly until?: number;
      readonly failure?: Failure;
      readonly bytesAccepted: number;
    }
  /** Back into the queue: the user resumed it, or what it waited for came. */
  | { readonly type: 'requeued' }
  | { readonly type: 'accepted'; readonly file: MediaFile }
  | { readonly type: 'became-ready'; readonly file: MediaFile }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'skipped'; readonly failure: Failure }
  | { readonly type: 'cancelled' }
  /** The user asked for another go at a failed item. */
  | { readonly type: 'retried' }
  /** Another page drove the batch in the meantime, and this is what became of the item. */
  | { readonly type: 'superseded'; readonly state: ItemState };

/** No event leads out of these, except that a failed item may be retried on the user's word. */
export function isTerminal(state: ItemState): boolean {
  return (
    state.status === 'ready' || state.status === 'failed' || state.status === 'skipped' || state.status === 'cancelled'
  );
}

/**
 * The only way an item changes. Pure; an event that makes no sense in the given state (a late answer, a second
 * terminal event) returns the very same state, so that callers can tell by identity that nothing happened.
 */
export function transition(state: ItemState, event: ItemEvent): ItemState {
  if (event.type === 'superseded') return event.state;
  switch (state.status) {
    case 'queued':
      return fromQueued(state, event);
    case 'checking':
    case 'ticketing':
      return fromPreparing(state, event);
    case 'sending':
      return fromSending(state, event);
    case 'paused':
    case 'waiting':
      return fromResting(state, event);
    case 'accepted':
      return fromAccepted(state, event);
    case 'failed':
      return event.type === 'retried' ? { status: 'queued' } : state;
    case 'ready':
    case 'skipped':
    case 'cancelled':
      return state;
    default:
      return unreachable(state);
  }
}

function fromQueued(state: ItemState, event: ItemEvent): ItemState {
  switch (event.type) {
    case 'check-started':
      return { status: 'checking' };
    case 'paused':
    case 'wait-started':
      return resting(event);
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return ended(event);
    default:
      return state;
  }
}

function fromPreparing(state: ItemState, event: ItemEvent): ItemState {
  switch (event.type) {
    case 'ticket-asked':
      return state.status === 'ticketing' ? state : { status: 'ticketing' };
    case 'sending-started':
      return { status: 'sending', bytesSent: event.bytesAccepted, bytesAccepted: event.bytesAccepted };
    case 'accepted':
      // Only a ticket's answer may say that the file arrived in an earlier try.
      return state.status === 'ticketing' ? { status: 'accepted', file: storedFile(event.file) } : state;
    case 'paused':
    case 'wait-started':
      return resting(event);
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return ended(event);
    default:
      return state;
  }
}

function fromSending(state: Extract<ItemState, { status: 'sending' }>, event: ItemEvent): ItemState {
  switch (event.type) {
    case 'progressed':
      return progressed(state, event);
    case 'sending-started':
      // The host had forgotten the upload that was to be continued: another one begins.
      return begunAt(event.bytesAccepted, state);
    case 'ticket-asked':
      return { status: 'ticketing' };
    case 'accepted':
      return { status: 'accepted', file: storedFile(event.file) };
    case 'paused':
    case 'wait-started':
      return resting(event, state.bytesSent);
    case 'failed':
    case 'cancelled':
      return ended(event);
    default:
      return state;
  }
}

function fromResting(state: ItemState, event: ItemEvent): ItemState {
  switch (event.type) {
    case 'requeued':
      return { status: 'queued' };
    case 'paused':
    case 'wait-started':
      return state.status === 'waiting' ? resting(event, state.bytesSent) : state;
    case 'failed':
      return state.status === 'waiting' ? ended(event) : state;
    case 'cancelled':
      return ended(event);
    default:
      return state;
  }
}

function fromAccepted(state: ItemState, event: ItemEvent): ItemState {
  switch (event.type) {
    case 'became-ready':
      return { status: 'ready', file: storedFile(event.file) };
    case 'wait-started':
      // The stored copy differs from what was sent: it goes again.
      return resting(event);
    case 'failed':
      return ended(event);
    default:
      return state;
  }
}

function begunAt(position: number, state: Extract<ItemState, { status: 'sending' }>): ItemState {
  if (state.bytesSent === position && state.bytesAccepted === position) return state;
  return { status: 'sending', bytesSent: position, bytesAccepted: position };
}

function progressed(
  state: Extract<ItemState, { status: 'sending' }>,
  event: Extract<ItemEvent, { type: 'progressed' }>,
): ItemState {
  const bytesAccepted = Math.max(state.bytesAccepted, event.bytesAccepted);
  const bytesSent = Math.max(event.bytesSent, bytesAccepted);
  if (bytesSent === state.bytesSent && bytesAccepted === state.bytesAccepted) return state;
  return { status: 'sending', bytesSent, bytesAccepted };
}

function resting(event: Extract<ItemEvent, { type: 'paused' | 'wait-started' }>, stoppedAt = 0): ItemState {
  const { bytesAccepted } = event;
  const bytesSent = Math.max(stoppedAt, bytesAccepted);
  if (event.type === 'paused') return { status: 'paused', bytesSent, bytesAccepted };
  return {
    status: 'waiting',
    reason: event.reason,
    bytesSent,
    bytesAccepted,
    ...(event.until === undefined ? {} : { until: event.until }),
    ...(event.failure === undefined ? {} : { failure: event.failure }),
  };
}

function ended(event: Extract<ItemEvent, { type: 'failed' | 'skipped' | 'cancelled' }>): ItemState {
  switch (event.type) {
    case 'failed':
      return { status: 'failed', failure: event.failure };
    case 'skipped':
      return { status: 'skipped', failure: event.failure };
    case 'cancelled':
      return { status: 'cancelled' };
    default:
      return unreachable(event);
  }
}

function unreachable(value: never): never {
  throw new Error(`not a state or event of an item: ${JSON.stringify(value)}`);
}

function storedFile({ id, url, verification }: MediaFile): StoredFile {
  return verification === undefined ? { id, url } : { id, url, verification };
}
