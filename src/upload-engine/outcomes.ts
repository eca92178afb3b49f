import { type Failure, type FailureCode, isTransient, type MediaFile } from '#contracts';
import type { Dispatcher } from './dispatcher.ts';
import { toFailure } from './failures.ts';
import type { WaitReason } from './item.ts';
import type { LineMonitor, Party } from './line-monitor.ts';
import type { Clock } from './ports.ts';
import { forgetUpload, type QueueEntry } from './queue-entry.ts';
import type { QueueStore } from './queue-store.ts';
import { delayFor, isNetworkFailure, type RetryPolicy, waitReasonFor } from './retry-policy.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** What becomes of an item after a try: it waits, fails, or was accepted. */
export interface Outcomes {
  accepted(entry: QueueEntry, file: MediaFile): void;
  failed(entry: QueueEntry, error: unknown, step: 'prepare' | 'send'): void;
  /** Wix finished with an accepted file, one way or the other. */
  settled(entry: QueueEntry, file: MediaFile): void;
  /** Waits for the end of an outage. */
  waitForLine(entry: QueueEntry, reason: Extract<WaitReason, 'offline' | 'server-unavailable'>): void;
}

export interface OutcomesOptions {
  readonly store: QueueStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: RetryPolicy;
  readonly maxDifferingCopies: number;
  readonly waitingRoom: WaitingRoom;
  readonly line: LineMonitor;
  readonly holdTicketsUntil: Dispatcher['holdTicketsUntil'];
  readonly watch: (entry: QueueEntry, file: MediaFile) => void;
  /** True while Wix's READY in the upload's own answer is not enough. */
  readonly awaitsVerification: (entry: QueueEntry) => boolean;
  /** A failure of the line or of the host: a sign of too much at once. */
  readonly onTrouble: () => void;
}

/** These are found on this computer: they say nothing of the line. */
const localCodes: ReadonlySet<FailureCode> = new Set([
  'ZERO_FILE_SIZE',
  'FILE_NAME_TOO_LONG',
  'PATH_TOO_LONG',
  'FILE_UNREADABLE',
  'FILE_CHANGED',
  'INTERNAL',
]);
const unavailableCodes: ReadonlySet<FailureCode> = new Set(['SERVER_UNAVAILABLE', 'WIX_UNAVAILABLE']);

export function createOutcomes(options: OutcomesOptions): Outcomes {
  const { store, clock, random, retry, waitingRoom, line } = options;

  const wait = (entry: QueueEntry, reason: WaitReason, delayMs?: number, failure?: Failure) => {
    const applied = store.apply(entry, {
      type: 'wait-started',
      reason,
      bytesAccepted: entry.bytesAccepted,
      ...(delayMs === undefined ? {} : { until: clock.now() + delayMs }),
      ...(failure === undefined ? {} : { failure }),
    });
    if (applied) waitingRoom.enter(entry, delayMs);
  };

  const report = (failure: Failure, party: Party) => {
    if (localCodes.has(failure.code)) return;
    if (isNetworkFailure(failure)) line.lineFailed(party);
    else if (unavailableCodes.has(failure.code)) line.refusedForNow(party);
    else line.answered(party);
    const isTrouble = isNetworkFailure(failure) || unavailableCodes.has(failure.code);
    // A dead line is no sign of too much at once.
    if (isTrouble && line.outage() === undefined) options.onTrouble();
  };

  /** Counts a try that brought no new byte. @returns how many there were in a row */
  const countAttempt = (entry: QueueEntry): number => {
    if (entry.bytesReached > entry.bytesAtLastFailure) entry.fruitlessAttempts = 0;
    entry.bytesAtLastFailure = entry.bytesReached;
    entry.fruitlessAttempts += 1;
    return entry.fruitlessAttempts;
  };

  const retryLater = (entry: QueueEntry, failure: Failure, step: 'prepare' | 'send') => {
    const outage = line.outage();
    if (outage === 'offline') return wait(entry, outage, undefined, failure);
    const attempt = countAttempt(entry);
    const delayMs = delayFor(retry, failure, attempt, random());
    if (failure.code === 'RATE_LIMITED') {
      // Wix asks for patience, which is no sign that the file is hopeless; everybody else has to wait as well.
      // Our server knows the moment, and lets in one after the other: a little later for safety's sake is quota not used.
      if (step === 'prepare') options.holdTicketsUntil(clock.now() + (failure.retryAfterMs ?? delayMs));
      return wait(entry, 'rate-limit', delayMs, failure);
    }
    if (attempt >= retry.hopelessAfterAttempts) return void store.apply(entry, { type: 'failed', failure });
    if (outage !== undefined) return wait(entry, outage, undefined, failure);
    wait(entry, waitReasonFor(failure), delayMs, failure);
  };

  /** A ticket ran out or was used up: the first time that is nobody's fault and costs no waiting. */
  const renewTicket = (entry: QueueEntry, failure: Failure, step: 'prepare' | 'send') => {
    forgetUpload(entry);
    entry.ticketsRefused += 1;
    if (entry.ticketsRefused > 1) retryLater(entry, failure, step);
    else wait(entry, 'retry', 0);
  };

  const storedCopyDiffers = (entry: QueueEntry) => {
    const failure: Failure = { code: 'STORED_COPY_DIFFERS' };
    forgetUpload(entry);
    entry.differingCopies += 1;
    if (entry.differingCopies > options.maxDifferingCopies) store.apply(entry, { type: 'failed', failure });
    else wait(entry, 'retry', delayFor(retry, failure, entry.differingCopies, random()), failure);
  };

  const settled = (entry: QueueEntry, file: MediaFile) => {
    if (!isAwaited(entry, file)) return;
    if (differs(entry, file)) storedCopyDiffers(entry);
    else if (file.operationStatus === 'READY') store.apply(entry, { type: 'became-ready', file });
    else store.apply(entry, { type: 'failed', failure: { code: 'PROCESSING_FAILED' } });
  };

  return {
    accepted(entry, file) {
      line.answered(entry.item.state.status === 'sending' ? 'host' : 'server');
      if (differs(entry, file)) return storedCopyDiffers(entry);
      if (!store.apply(entry, { type: 'accepted', file })) return;
      forgetUpload(entry);
      entry.ticketsRefused = 0;
      if (file.operationStatus === 'PENDING' || options.awaitsVerification(entry)) options.watch(entry, file);
      else settled(entry, file);
    },
    failed(entry, error, step) {
      const failure = toFailure(error);
      report(failure, step === 'prepare' ? 'server' : 'host');
      if (failure.code === 'TICKET_EXPIRED') renewTicket(entry, failure, step);
      else if (failure.code === 'STORED_COPY_DIFFERS') storedCopyDiffers(entry);
      else if (isTransient(failure)) retryLater(entry, failure, step);
      else store.apply(entry, { type: 'failed', failure });
    },
    settled,
    waitForLine: (entry, reason) => wait(entry, reason),
  };
}

/** An item that went another way in the meantime does not hear of a file that was its own once. */
export function isAwaited({ item: { state } }: QueueEntry, file: Pick<MediaFile, 'id'>): boolean {
  return state.status === 'accepted' && state.file.id === file.id;
}

/** A descriptor without a size says nothing: it is asked for again until the file is ready. */
function differs(entry: QueueEntry, file: MediaFile): boolean {
  if (file.verification === 'different') return true;
  return file.sizeInBytes !== undefined && file.sizeInBytes !== entry.item.sizeInBytes;
}
