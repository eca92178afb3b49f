import { type ConcurrencyLimits, defaultConcurrencyLimits } from './concurrency.ts';
import type { QueueRecorder } from './ledger/queue-recorder.ts';
import type { Clock, Connectivity, ReadinessSource, SourceFile, TicketSource, Transport } from './ports.ts';
import type { TransitionObserver } from './queue-store.ts';
import { defaultRetryPolicy, type RetryPolicy } from './retry-policy.ts';
import { uuidFrom } from './uuid.ts';

export interface UploadEngineOptions {
  readonly tickets: TicketSource;
  /** One transport for each protocol that a ticket may name. */
  readonly transports: { readonly put: Transport; readonly tus: Transport };
  readonly readiness: ReadinessSource;
  readonly clock: Clock;
  readonly connectivity: Connectivity;
  /**
   * What a file is, from its name and first bytes. Must never contradict the name's extension: Wix refuses that, while
   * it takes `application/octet-stream` for anything. Throws when the file cannot be read.
   * @default the source's own `type`, or application/octet-stream
   */
  readonly detectMimeType?: (source: SourceFile) => Promise<string>;
  /** From 0 to below 1. Spreads retries. @default Math.random */
  readonly random?: () => number;
  /** Makes ids of items and batches: UUIDs. @default version 4 from `random` */
  readonly newId?: () => string;
  /**
   * Hears of every change of an item, at once and in order, progress included: keep it cheap. It must not throw.
   * The list uses the subscriptions instead.
   */
  readonly onTransition?: TransitionObserver;
  /** Where the queue's life is written down, so that it survives this page. @default nowhere */
  readonly recorder?: QueueRecorder;
  /** How many files are sent at once; adapts between `min` and `max`. @default 2, starting with 6, at most 24 */
  readonly concurrency?: ConcurrencyLimits;
  /** What leaves is kept below this. Bytes a second, above 0. @default undefined: as fast as it goes */
  readonly bytesPerSecondLimit?: number | undefined;
  /** @default see `defaultRetryPolicy` */
  readonly retry?: RetryPolicy;
  /** A ticket that was not used for this long is thrown away. Milliseconds. @default 60,000 */
  readonly maxTicketAgeMs?: number;
  /** How long a request for a ticket waits for company before the call. Milliseconds. @default 10 */
  readonly ticketGatherMs?: number;
  /**
   * A ticket call without answer for this long is given up. Generous, because the server may hold a call until Wix's
   * quota of 200 a minute allows it. Milliseconds. @default 120,000
   */
  readonly ticketTimeoutMs?: number;
  /** No byte for this long while sending: given up and tried again. Milliseconds. @default 30,000 */
  readonly stallTimeoutMs?: number;
  /**
   * No answer for this long after the last byte. Generous, because a file whose answer was lost may be there already.
   * Milliseconds. @default 120,000
   */
  readonly answerTimeoutMs?: number;
  /** How often a file is sent again because the stored copy has another size. @default 3 */
  readonly maxDifferingCopies?: number;
}

const noRecorder: QueueRecorder = {
  batchAdded: () => {},
  itemAdded: () => {},
  transitioned: () => {},
  dismissed: () => {},
  bytesFound: () => {},
  resumeUrlKnown: () => {},
  awaitsVerification: () => false,
};

export function withDefaults(options: UploadEngineOptions): Required<UploadEngineOptions> {
  const random = options.random ?? Math.random;
  return {
    detectMimeType: async (source) => source.type || 'application/octet-stream',
    random,
    newId: () => uuidFrom(random),
    onTransition: () => {},
    recorder: noRecorder,
    concurrency: defaultConcurrencyLimits,
    bytesPerSecondLimit: undefined,
    retry: defaultRetryPolicy,
    maxTicketAgeMs: 60_000,
    ticketGatherMs: 10,
    ticketTimeoutMs: 120_000,
    stallTimeoutMs: 30_000,
    answerTimeoutMs: 120_000,
    maxDifferingCopies: 3,
    ...options,
  };
}
