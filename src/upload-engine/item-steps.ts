import type { Failure, MediaFile, UploadTicket } from '#contracts';
import { findDiskFailure, findObviousFailure, readSize, unreadable } from './check-file.ts';
import { toFailure } from './failures.ts';
import type { QueueRecorder } from './ledger/queue-recorder.ts';
import type { Pace, Permit } from './pace.ts';
import { needsPieces, type PacedTry, paceTry } from './pieces.ts';
import type { Clock, SourceFile, TicketRequest, Transport, TransportEvents } from './ports.ts';
import { bytesOf, FailureError } from './ports.ts';
import type { QueueEntry } from './queue-entry.ts';
import type { QueueStore } from './queue-store.ts';
import { isNetworkFailure } from './retry-policy.ts';
import type { TicketPool } from './ticket-pool.ts';
import { withDeadline } from './with-deadline.ts';

/** What an item holds when it is ready to be sent, or the news that it need not be. */
export type Preparation =
  | { readonly kind: 'ticket'; readonly ticket: UploadTicket; readonly obtainedAt: number }
  /** An upload under way on the host: its ticket is in use, so it does not grow old. */
  | { readonly kind: 'resumable'; readonly ticket: UploadTicket }
  | { readonly kind: 'arrived'; readonly file: MediaFile };

/** The two halves of one try of one item. Both reject with a `FailureError`, or with the signal's reason when aborted. */
export interface ItemSteps {
  /** Checks the file and gets its ticket. Needs no slot. */
  prepare(entry: QueueEntry, signal: AbortSignal): Promise<Preparation>;
  /** Moves the bytes. Needs a slot. `whole`: leave for all of them, for a ticket that is used in one request. */
  send(entry: QueueEntry, ticket: UploadTicket, signal: AbortSignal, whole?: Permit): Promise<MediaFile>;
}

export interface ItemStepsOptions {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly tickets: TicketPool;
  readonly transports: { readonly put: Transport; readonly tus: Transport };
  readonly pace: Pace;
  readonly detectMimeType: (source: SourceFile) => Promise<string>;
  /** No byte for this long while sending: STALLED. Milliseconds. */
  readonly stallTimeoutMs: number;
  /** No answer for this long after the last byte has left: STALLED. Milliseconds. */
  readonly answerTimeoutMs: number;
  /** A secret: where this upload can be continued. */
  readonly onResumeUrl: QueueRecorder['resumeUrlKnown'];
  /** Called when bytes are seen to arrive: the host answers. */
  readonly onFlowing: () => void;
}

/** Buffers of the operating system take the first bytes in no time even on a dead line; what still moves after this long, arrives. */
const FLOWING_AFTER_MS = 2_000;

const stalled: Failure = { code: 'STALLED' };

export function createItemSteps(options: ItemStepsOptions): ItemSteps {
  const { store, clock, tickets, transports, pace } = options;

  const check = async (entry: QueueEntry, signal: AbortSignal) => {
    store.apply(entry, { type: 'check-started' });
    const sizeInBytes = readSize(entry.source);
    const failure = findObviousFailure({ name: entry.item.name, sizeInBytes });
    if (failure) throw new FailureError(failure);
    const mimeType = await look(entry, options.detectMimeType);
    // The run that would have let go of them is over.
    if (signal.aborted) entry.source.letGo?.();
    signal.throwIfAborted();
    entry.lastModified = entry.source.lastModified;
    if (sizeInBytes !== entry.item.sizeInBytes || mimeType !== entry.item.mimeType) {
      store.learn(entry, { sizeInBytes, mimeType });
    }
  };

  const prepare = async (entry: QueueEntry, signal: AbortSignal): Promise<Preparation> => {
    const arrive = tickets.announce();
    await check(entry, signal).finally(arrive);
    if (entry.resumable) return { kind: 'resumable', ticket: entry.resumable };
    store.apply(entry, { type: 'ticket-asked' });
    const outcome = await tickets.request(ticketRequest(entry, pace), signal);
    if ('failure' in outcome) throw new FailureError(outcome.failure);
    if ('file' in outcome) return { kind: 'arrived', file: outcome.file };
    return { kind: 'ticket', ticket: outcome.ticket, obtainedAt: clock.now() };
  };

  const send: ItemSteps['send'] = async (entry, ticket, signal, whole) => {
    const sizeInBytes = entry.item.sizeInBytes ?? 0;
    if (ticket.protocol === 'put' || ticket.resumeUrl === undefined) entry.bytesAccepted = 0;
    if (ticket.protocol === 'tus' && ticket.resumeUrl !== undefined) entry.resumable = ticket;
    store.apply(entry, { type: 'sending-started', bytesAccepted: entry.bytesAccepted });
    const { name, sentAs: fileName = name, mimeType } = entry.item;
    const job = { ticket, body: bytesOf(entry.source), fileName, mimeType, sizeInBytes };
    try {
      return await withDeadline(
        clock,
        { silenceMs: options.stallTimeoutMs, failure: stalled },
        signal,
        async (inner, alive) => {
          const paced = paceTry({ pace, clock }, { whole, signal: inner, alive });
          const events = eventsOf(entry, ticket, signal, alive, paced);
          try {
            const file = await transports[ticket.protocol].send({ ...job, pieces: paced.pieces }, events, inner);
            // What arrived has left, also where nobody told how it went.
            paced.sent(sizeInBytes);
            return file;
          } finally {
            paced.end();
          }
        },
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!isNetworkFailure(toFailure(error))) throw error;
      const diskFailure = await findDiskFailure(entry);
      throw diskFailure ? new FailureError(diskFailure, { cause: error }) : error;
    }
  };

  const eventsOf = (
    entry: QueueEntry,
    ticket: UploadTicket,
    signal: AbortSignal,
    alive: (silenceMs?: number) => void,
    paced: PacedTry,
  ): TransportEvents => {
    const startedAt = clock.now();
    let furthest = 0;
    const noteLife = (position: number) =>
      alive(position >= (entry.item.sizeInBytes ?? 0) ? options.answerTimeoutMs : options.stallTimeoutMs);
    const report = (bytesSent: number) => {
      if (signal.aborted) return;
      noteLife(bytesSent);
      paced.sent(bytesSent);
      store.apply(entry, { type: 'progressed', bytesSent, bytesAccepted: entry.bytesAccepted });
      if (bytesSent > furthest && clock.now() - startedAt > FLOWING_AFTER_MS) options.onFlowing();
      furthest = Math.max(furthest, bytesSent);
    };
    return {
      onSent: report,
      onAccepted(bytesAccepted) {
        if (signal.aborted) return;
        entry.bytesAccepted = Math.max(entry.bytesAccepted, bytesAccepted);
        options.onFlowing();
        if (furthest > 0) return report(Math.max(furthest, bytesAccepted));
        // Nothing was sent yet: this is where a continued upload stands.
        furthest = entry.bytesAccepted;
        noteLife(furthest);
        paced.sent(furthest);
        store.apply(entry, { type: 'sending-started', bytesAccepted: furthest });
      },
      onResumeUrl(resumeUrl) {
        if (signal.aborted || ticket.protocol !== 'tus') return;
        const isAnother = resumeUrl !== ticket.resumeUrl;
        entry.resumable = { ...ticket, resumeUrl };
        if (isAnother && entry.bytesAccepted > 0) {
          // The host had forgotten the upload that was to be continued, and begins at the first byte.
          entry.bytesAccepted = 0;
          furthest = 0;
          store.apply(entry, { type: 'sending-started', bytesAccepted: 0 });
        }
        options.onResumeUrl(entry.item, resumeUrl, entry.bytesAccepted);
      },
    };
  };

  return { prepare, send };
}

async function look(entry: QueueEntry, detectMimeType: (source: SourceFile) => Promise<string>): Promise<string> {
  try {
    await entry.source.hold?.();
    return await detectMimeType(entry.source);
  } catch (error) {
    throw unreadable(error);
  }
}

function ticketRequest({ item }: QueueEntry, pace: Pace): TicketRequest {
  const folders = item.path.split('/').slice(0, -1).join('/');
  return {
    uploadId: item.id,
    batchId: item.batchId,
    fileName: item.sentAs ?? item.name,
    mimeType: item.mimeType,
    sizeInBytes: item.sizeInBytes ?? 0,
    destination: item.destination,
    ...(needsPieces(pace, item.sizeInBytes ?? 0) ? { inPieces: true } : {}),
    ...(folders === '' ? {} : { folderPath: folders }),
    ...(item.replaces === undefined ? {} : { replaces: item.replaces }),
  };
}
