import type { LeaseHolder, LeaseProof, LiveEvent } from '#contracts';
import type { BatchId, Destination, UploadItem } from '../item.ts';
import {
  bytesOf,
  type Clock,
  type FileBody,
  type ReadinessSource,
  type SourceFile,
  type TicketSource,
} from '../ports.ts';
import type { RetryPolicy } from '../retry-policy.ts';
import { type BatchDriver, createBatchKeeper } from './batch-keeper.ts';
import { type ContentHasher, createContentChecks } from './content-checks.ts';
import { createContinuation } from './continuation.ts';
import { createSourceKeeper, type KeptSources } from './kept-sources.ts';
import { createLeasedTickets } from './leased-tickets.ts';
import type { LedgerClient } from './ledger-client.ts';
import type { LedgerQueue } from './ledger-queue.ts';
import type { MatchCounts } from './match-dropped-files.ts';
import { createOpenBatchList, type SelfContinued } from './open-batch-list.ts';
import type { OpenBatchView } from './open-batch-view.ts';
import type { QueueRecorder } from './queue-recorder.ts';
import { type RecognisedBatch, recogniseBatches } from './recognise-batches.ts';
import { createReplacements } from './replacements.ts';

export interface ContinueCounts extends MatchCounts {
  /** New to the batch, and not to be added to it; `added` is without them. */
  readonly apart: number;
}

export interface ContinueWithOptions {
  /** @default false */
  readonly takeOver?: boolean;
  /** Where new files were dropped for. Files that belong neither there nor into a folder of the batch are left `apart`. @default the batch's */
  readonly chosen?: Destination;
  /** Paths of folders that look empty and came with the files. @default none */
  readonly emptyFolders?: readonly string[];
}

/** What became of "go on with this batch". */
export type ContinueResult =
  | {
      readonly kind: 'continued';
      readonly counts: ContinueCounts;
      /** Paths in the batch whose files are not the same any more: they are among `fresh`. */
      readonly changed: readonly string[];
      /** Paths in the batch that were not in what was dropped. */
      readonly missing: readonly string[];
      /** What the batch does not know, under the paths it has there. Nothing was done with it: it is to be planned and added. */
      readonly fresh: readonly SourceFile[];
      /** New as well, and nothing binds them to the batch: an upload of their own, to where they were dropped for. */
      readonly apart: readonly SourceFile[];
      /** Folders that look empty, under the paths they have in the batch: to be made with `fresh`. Absent when none was brought. */
      readonly freshFolders?: readonly string[];
      /** The same, to be made with `apart`. */
      readonly apartFolders?: readonly string[];
      /** The batch's. */
      readonly destination: Destination;
    }
  /** None of the files belongs to the batch; nothing was done. */
  | { readonly kind: 'other-files' }
  /** Another living page drives it; nothing was done. Taking over is the user's decision. */
  | { readonly kind: 'held'; readonly heldBy: LeaseHolder };

/**
 * "Nothing is lost": this page's side of the server's ledger. It writes down what happens, knows the batches that are
 * not finished, goes on with them, and makes room for another page that drives.
 *
 * For the page: `refresh()` once after loading. Show `getOpenBatches()` (through `subscribe`, as for an external store) as
 * *7,214 of 9,000 done, drop the same folder again to finish*; a drop there goes to `continueWith`, any other drop may be
 * asked about with `recognise` first. Where `canContinue` is false, or `getDriver()` says *watching*, another page drives:
 * offer to take over. Hand live events to
 * `hear()`. Call `dispose()` on `pagehide`. How a file's stored bytes compare is in its state's
 * `file.verification`; failures by cause come from `groupFailures`, their report from `formatFailureReport`.
 */
export interface LedgerSession {
  /** Unfinished batches that this page does not drive, or of which files are still missing here, newest first. The same array until it changes. */
  getOpenBatches(): readonly OpenBatchView[];
  /** What went on by itself since the page was loaded, with files that the browser had kept. The same array until it changes. */
  getGoingOn(): readonly SelfContinued[];
  /** Who drives a batch that is in the queue; undefined for others. The same object until it changes. */
  getDriver(batchId: BatchId): BatchDriver | undefined;
  /** Hears when one of the above changed. */
  subscribe(listener: () => void): () => void;
  /**
   * Asks the server anew, and goes on by itself with what the browser kept. To be called once after the page has loaded.
   * @throws FailureError when the server does not answer
   */
  refresh(): Promise<void>;
  /**
   * Files were dropped anywhere on the page: do they belong to unfinished batches of the list, or to some that this page goes
   * on with? By path, size and time only; `continueWith` proves it. Looks at the newest batches.
   * @param chosen only at those for this destination
   * @returns each batch with its files, the one with most of them first; files that belong to none are with that
   * @throws FailureError
   */
  recognise(files: readonly SourceFile[], chosen?: Destination): Promise<readonly RecognisedBatch[]>;
  /**
   * The user dropped files to go on with a batch. What was decided about each when it was added still holds; about those
   * that are new to the batch, nothing is.
   * @throws FailureError when the server does not answer; nothing was done then
   */
  continueWith(batchId: BatchId, files: readonly SourceFile[], options?: ContinueWithOptions): Promise<ContinueResult>;
  /**
   * Makes this page the driver, whoever is now. A batch that is in its queue goes on, and so does what the browser kept of
   * another; for the rest of its files `continueWith` is needed.
   * @throws FailureError
   */
  takeOver(batchId: BatchId): Promise<void>;
  /**
   * Gives up what is not sent of a batch (of one in the queue: what is missing there).
   * @returns who holds it, when another living page does; nothing was done then
   * @throws FailureError
   */
  forget(batchId: BatchId): Promise<LeaseHolder | undefined>;
  /**
   * What the server tells its pages by itself. Optional: without it a take-over is noticed within two seconds while bytes
   * move and ten otherwise, with it at once. The list of open batches is refreshed, at most once a second.
   */
  hear(event: LiveEvent): void;
  /** What ticket requests prove their right with. */
  leaseOf(batchId: BatchId): LeaseProof | undefined;
  /** Writes what is left and gives the leases back: on `pagehide`. Never rejects. */
  dispose(): Promise<void>;
}

/** The session and what the engine is built with. */
export interface LedgerWiring {
  readonly session: LedgerSession;
  readonly recorder: QueueRecorder;
  /** To be used by the engine instead of the source given. */
  readonly readiness: ReadinessSource;
  /** The engine's source of tickets, its requests proving that this page drives. */
  leasedTickets(source: TicketSource): TicketSource;
}

export interface LedgerSessionOptions {
  readonly client: LedgerClient;
  readonly clock: Clock;
  readonly random: () => number;
  /** A UUID made anew on each load of the page. */
  readonly holderId: string;
  readonly readiness: ReadinessSource;
  readonly hasher: ContentHasher;
  readonly sampleHash: (body: FileBody) => Promise<string>;
  readonly kept: Promise<KeptSources>;
  readonly retry?: RetryPolicy;
  /** Old files that lie beside their replacements for good. */
  readonly onKept?: (count: number) => void;
  /** True while `hear()` is told at once what happens; otherwise the server is asked more often. @default never */
  readonly hears?: () => boolean;
  /** How long a page that lives is given to stop after this one took over. Milliseconds. @default 4,000 */
  readonly standBackMs?: number;
  /** The engine's queue; asked for only after the engine exists. */
  readonly queue: () => LedgerQueue;
}

export function createLedgerSession(options: LedgerSessionOptions): LedgerWiring {
  const { client, clock, random, holderId, hasher, kept, queue } = options;
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of [...listeners]) listener();
  };

  const keeper = createBatchKeeper({
    client,
    clock,
    random,
    holderId,
    ...(options.retry ? { retry: options.retry } : {}),
    ...(options.standBackMs === undefined ? {} : { standBackMs: options.standBackMs }),
    isExposed: () => queue().isSending() && !options.hears?.(),
    onDriverChange(batchId, driver) {
      if (driver.kind === 'watching') queue().standBack(batchId);
      if (driver.kind === 'this-page') queue().goOn(batchId);
      changed();
      if (driver.kind === 'watching') void list.refresh().catch(() => undefined);
    },
    onCaughtUp: (_, items) => queue().takeWord(items),
    onWritten(batchId) {
      // It is in the list for what is missing of it, with how far it is: nobody else refreshes that for this page.
      const { toSend, failed } = continuation.missingOf(batchId);
      if (toSend + failed > 0) list.refreshSoon();
    },
  });
  const sources = createSourceKeeper(kept, clock);
  const checks = createContentChecks({
    hasher,
    source: options.readiness,
    bodyOf(itemId) {
      const source = queue().sourceOf(itemId);
      return source && bytesOf(source);
    },
    onSampled({ id: uploadId, batchId, sizeInBytes = 0, mimeType }, sampleHash) {
      keeper.record(batchId, { type: 'checked', uploadId, sizeInBytes, mimeType, sampleHash });
    },
    onHashed: ({ id: uploadId, batchId }, md5) => keeper.record(batchId, { type: 'hashed', uploadId, md5 }),
  });
  const replacements = createReplacements({ client, clock, onKept: (count) => options.onKept?.(count) });
  const continuation = createContinuation({
    client,
    clock,
    keeper,
    kept,
    sampleHash: options.sampleHash,
    queue,
    onKept: sources.isKept,
  });
  const list = createOpenBatchList({ client, clock, holderId, keeper, continuation, onChange: changed });

  /** What this page does itself is no news to it, and it does a lot. That it lost a lease it hears from the keeper. */
  const isOwnNews = (event: LiveEvent) => {
    const driver = 'batchId' in event && event.batchId !== undefined ? keeper.driverOf(event.batchId) : undefined;
    return driver !== undefined && driver.kind !== 'watching';
  };

  return {
    session: {
      getOpenBatches: list.get,
      getGoingOn: list.getGoingOn,
      getDriver: keeper.driverOf,
      subscribe(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      refresh: list.refresh,
      recognise: (files, chosen) => recogniseBatches({ client, clock }, list.getRecognisable(), files, chosen),
      async continueWith(batchId, files, options = {}) {
        const result = await continuation.continueWith(batchId, files, options);
        void list.refresh().catch(() => undefined);
        return result;
      },
      async takeOver(batchId) {
        await keeper.takeOver(batchId);
        await list.refresh();
      },
      async forget(batchId) {
        const heldBy = await continuation.forget(batchId);
        void list.refresh().catch(() => undefined);
        return heldBy;
      },
      hear(event) {
        if (event.type === 'lease-changed') keeper.look(event.batchId);
        if (event.type === 'file-changed' || isOwnNews(event)) return;
        list.refreshSoon();
      },
      leaseOf: keeper.leaseOf,
      async dispose() {
        list.dispose();
        checks.dispose();
        sources.dispose();
        replacements.dispose();
        await keeper.dispose();
      },
    },
    recorder: {
      batchAdded: keeper.openBatch,
      itemAdded(item, source) {
        keeper.addItem(item.batchId, newLedgerItem(item, source));
        sources.added(item.id, source);
      },
      transitioned(item, event, previous) {
        keeper.transitioned(item, event, previous);
        checks.transitioned(item, event, previous);
        sources.transitioned(item);
        replacements.transitioned(item);
      },
      dismissed({ id: uploadId, batchId }) {
        keeper.record(batchId, { type: 'dismissed', uploadId });
        sources.finished(uploadId);
      },
      bytesFound: checks.bytesFound,
      resumeUrlKnown: keeper.resumeUrlKnown,
      awaitsVerification: checks.isAwaited,
    },
    readiness: checks.readiness,
    leasedTickets: (source) => createLeasedTickets(source, keeper),
  };
}

function newLedgerItem({ id, name, sentAs, path, sizeInBytes, replaces }: UploadItem, source: SourceFile) {
  return {
    uploadId: id,
    name: sentAs ?? name,
    path,
    lastModified: Math.round(source.lastModified),
    ...(sizeInBytes === undefined ? {} : { sizeInBytes }),
    ...(replaces === undefined ? {} : { replaces }),
  };
}
