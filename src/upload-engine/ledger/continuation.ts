import type { Failure, LeaseHolder, LeaseProof, LedgerItem } from '#contracts';
import type { BatchId, Destination, ItemId } from '../item.ts';
import type { Clock, FileBody, SourceFile } from '../ports.ts';
import { withDeadline } from '../with-deadline.ts';
import type { BatchKeeper } from './batch-keeper.ts';
import { LEDGER_CALL_TIMEOUT_MS } from './batch-scribe.ts';
import { belongsToBatch } from './belongs-to-batch.ts';
import type { KeptSources } from './kept-sources.ts';
import type { LedgerClient } from './ledger-client.ts';
import type { LedgerQueue, RestoredItem } from './ledger-queue.ts';
import type { ContinueResult, ContinueWithOptions } from './ledger-session.ts';
import { loadWholeBatch } from './load-whole-batch.ts';
import { countMatch, isOpen } from './match-dropped-files.ts';
import { type PathShift, shiftIntoBatch } from './path-shift.ts';
import { recogniseFiles } from './recognise-files.ts';
import { sourceAs } from './source-as.ts';

/** Brings batches of the ledger back into the queue. */
export interface Continuation {
  continueWith(batchId: BatchId, files: readonly SourceFile[], options: ContinueWithOptions): Promise<ContinueResult>;
  /** Goes on with what the browser kept of a batch, if anything. @returns how many files that were */
  continueKept(batchId: BatchId): Promise<number>;
  forget(batchId: BatchId): Promise<LeaseHolder | undefined>;
  /** Unfinished items of a batch in the queue that are not in the queue themselves: their files were not found. */
  missingOf(batchId: BatchId): MissingCount;
  /** Another page began the batch, and this one goes on with it. */
  isContinued(batchId: BatchId): boolean;
}

export interface MissingCount {
  readonly toSend: number;
  readonly failed: number;
}

export interface ContinuationOptions {
  readonly client: LedgerClient;
  readonly clock: Clock;
  readonly keeper: BatchKeeper;
  readonly kept: Promise<KeptSources>;
  readonly sampleHash: (body: FileBody) => Promise<string>;
  readonly queue: () => LedgerQueue;
  /** These items' files came out of the browser's storage. */
  readonly onKept: (itemIds: Iterable<ItemId>) => void;
}

const isDone = ({ state }: LedgerItem) => state === 'accepted' || state === 'ready';

export function createContinuation(options: ContinuationOptions): Continuation {
  const { client, clock, keeper, kept, sampleHash, queue, onKept } = options;
  const missing = new Map<BatchId, readonly LedgerItem[]>();
  /** Batches of which the browser keeps nothing: what a page before this one kept does not grow. */
  const notKept = new Set<BatchId>();
  const continued = new Set<BatchId>();
  const never = new AbortController().signal;

  const load = (batchId: BatchId) => loadWholeBatch(client, clock, batchId, never);
  const isHere = (batchId: BatchId) => keeper.driverOf(batchId) !== undefined;
  const destinationOf = async (batchId: BatchId): Promise<Destination | undefined> => {
    const { batches } = await client.listOpenBatches(never);
    const summary = batches.find((batch) => batch.batchId === batchId);
    return summary && toDestination(summary.destination);
  };

  /** Another upload may have brought meanwhile what this page does not know of yet. */
  const skipTwins = async ({ batchId, epoch }: LeaseProof) => {
    if (isHere(batchId)) return;
    const noAnswer = { silenceMs: LEDGER_CALL_TIMEOUT_MS, failure: { code: 'SERVER_UNAVAILABLE' } } as const;
    await withDeadline(clock, noAnswer, never, (inner) => client.skipTwins({ lease: { batchId, epoch } }, inner));
  };
  /**
   * What Wix has comes along, so that the list and its sums are those of the whole batch; with its bytes only where these
   * were never compared with Wix's copy.
   */
  const goOn = (
    lease: LeaseProof,
    destination: Destination,
    items: readonly LedgerItem[],
    found: ReadonlyMap<string, SourceFile>,
  ) => {
    if (!isHere(lease.batchId)) {
      keeper.adoptBatch(lease);
      continued.add(lease.batchId);
    }
    const restored = items.flatMap((ledger): readonly RestoredItem[] => {
      const source = found.get(ledger.uploadId);
      if (isDone(ledger) && (!source || ledger.verification !== undefined)) return [{ ledger }];
      return source && (isOpen(ledger) || isDone(ledger)) ? [{ ledger, source: sourceAs(source, ledger) }] : [];
    });
    queue().restore({ batchId: lease.batchId, destination }, restored);
    const open = items.filter((item) => isOpen(item) && !queue().sourceOf(item.uploadId));
    if (open.length > 0) missing.set(lease.batchId, open);
    else missing.delete(lease.batchId);
  };

  /** Their own content does not exist any more; the new one gets an upload of its own. What is still being sent finds out itself. */
  const closeChanged = (batchId: BatchId, items: readonly LedgerItem[]) => {
    const failure: Failure = { code: 'FILE_CHANGED' };
    const over = items.filter((item) => isOpen(item) && (item.state === 'failed' || !queue().sourceOf(item.uploadId)));
    for (const { uploadId } of over) keeper.record(batchId, { type: 'skipped', uploadId, failure });
    queue().takeWord(over.map((item) => ({ ...item, state: 'skipped', failure })));
  };

  /** Asks for the lease of a batch, runs, and gives it back when nothing came of it. */
  const underLease = async <Result>(
    batchId: BatchId,
    takeOver: boolean,
    run: (lease: LeaseProof) => Promise<Result | undefined>,
  ): Promise<Result | { readonly heldBy: LeaseHolder } | undefined> => {
    const answer = await keeper.acquire(batchId, takeOver);
    if ('heldBy' in answer) return answer;
    let result: Result | undefined;
    try {
      result = await run(answer.lease);
      return result;
    } finally {
      if (result === undefined && !isHere(batchId)) await keeper.release(batchId);
    }
  };

  return {
    async continueWith(batchId, files, { takeOver = false, chosen, emptyFolders }) {
      const result = await underLease(batchId, takeOver, async (lease): Promise<ContinueResult | undefined> => {
        await skipTwins(lease);
        const [items, destination] = await Promise.all([load(batchId), destinationOf(batchId)]);
        const match = await recogniseFiles(items, files, { clock, sampleHash, signal: never });
        if (match.known.length + match.changed.length === 0 || !destination) return undefined;
        goOn(lease, destination, items, new Map(match.known.map(({ item, file }) => [item.uploadId, file.source])));
        closeChanged(
          batchId,
          match.changed.map(({ item }) => item),
        );
        const gone = new Set(match.changed.map(({ item }) => item.uploadId));
        missing.set(
          batchId,
          (missing.get(batchId) ?? []).filter(({ uploadId }) => !gone.has(uploadId)),
        );
        const belongs: Belongs = chosen === undefined ? () => true : belongsToBatch(items, destination, chosen);
        const joining = match.added.filter(belongs);
        const apart = match.added.filter((added) => !belongs(added)).map(({ file }) => file.source);
        const fresh = [...match.changed, ...joining].map(({ file, path }) =>
          sourceAs(file.source, { name: file.source.name, path }),
        );
        return {
          kind: 'continued',
          counts: { ...countMatch(items, match), added: joining.length, apart: apart.length },
          changed: match.changed.map(({ path }) => path),
          missing: match.missing.map(({ path }) => path),
          fresh,
          apart,
          ...(emptyFolders === undefined ? {} : placeFolders(emptyFolders, match.shift, belongs)),
          destination,
        };
      });
      if (result === undefined) return { kind: 'other-files' };
      return 'heldBy' in result ? { kind: 'held', heldBy: result.heldBy } : result;
    },

    async continueKept(batchId) {
      const store = await kept;
      if (!store.available || isHere(batchId) || notKept.has(batchId)) return 0;
      const waiting = (await load(batchId)).filter(isOpen);
      const found = await store.take(waiting.map(({ uploadId }) => uploadId));
      if (found.size === 0) {
        notKept.add(batchId);
        return 0;
      }
      const result = await underLease(batchId, false, async (lease) => {
        await skipTwins(lease);
        const [items, destination] = await Promise.all([load(batchId), destinationOf(batchId)]);
        if (!destination) return undefined;
        // Whoever took it over at the same time has gone on with it already.
        if (isHere(batchId)) return 0;
        onKept(found.keys());
        goOn(lease, destination, items, found);
        return found.size;
      });
      return typeof result === 'number' ? result : 0;
    },

    async forget(batchId) {
      const left = missing.get(batchId);
      if (isHere(batchId)) {
        for (const { uploadId } of left ?? []) keeper.record(batchId, { type: 'cancelled', uploadId });
        missing.delete(batchId);
        return undefined;
      }
      const answer = await keeper.acquire(batchId, false);
      if ('heldBy' in answer) return answer.heldBy;
      const items = await load(batchId);
      const { epoch } = answer.lease;
      await client.forgetBatch({ lease: { batchId, epoch } }, never);
      keeper.drop(batchId);
      await (await kept).forget(items.map(({ uploadId }) => uploadId));
      return undefined;
    },

    missingOf(batchId) {
      const items = missing.get(batchId) ?? [];
      const failed = items.filter(({ state }) => state === 'failed').length;
      return { toSend: items.length - failed, failed };
    },
    isContinued: (batchId) => continued.has(batchId),
  };
}

type Belongs = ReturnType<typeof belongsToBatch>;

/** Empty folders go where new files in them would go. Those that the batch itself lay in are no part of it. */
function placeFolders(folders: readonly string[], shift: PathShift, belongs: Belongs) {
  const freshFolders: string[] = [];
  const apartFolders: string[] = [];
  for (const folder of folders) {
    const file = { path: `${folder}/` };
    if (shift.inDrop.startsWith(file.path.normalize('NFC'))) continue;
    const path = shiftIntoBatch(file.path.normalize('NFC'), shift);
    if (belongs({ file, path })) freshFolders.push(path.slice(0, -1));
    else apartFolders.push(folder);
  }
  return { freshFolders, apartFolders };
}

function toDestination(
  stored: Awaited<ReturnType<LedgerClient['listOpenBatches']>>['batches'][number]['destination'],
): Destination {
  if (stored.kind === 'inbox-media') return stored;
  const { kind, folderId, folderPath, labels } = stored;
  return {
    kind,
    folderId,
    ...(folderPath === undefined ? {} : { folderPath }),
    ...(stored.private === undefined ? {} : { private: stored.private }),
    ...(labels === undefined ? {} : { labels }),
  };
}
