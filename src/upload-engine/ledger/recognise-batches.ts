import type { LedgerItem } from '#contracts';
import type { Destination } from '../item.ts';
import type { Clock, SourceFile } from '../ports.ts';
import { isSameDestination } from './belongs-to-batch.ts';
import type { LedgerClient } from './ledger-client.ts';
import { loadWholeBatch } from './load-whole-batch.ts';
import type { OpenBatchView } from './open-batch-view.ts';
import { likelyFiles } from './recognise-files.ts';

/** A batch with the files that look like its own. */
export interface RecognisedBatch {
  readonly batch: OpenBatchView;
  readonly files: readonly SourceFile[];
}

interface Candidate {
  readonly batch: OpenBatchView;
  readonly items: readonly LedgerItem[];
}

/** Whoever drops the rest of a folder means a recent one; each look costs loading the batch. */
const MOST_CANDIDATES = 20;

/**
 * To which batches the files most likely belong: most of what is left of them is known there, or most of the batch is among
 * them. The batch with most of them comes first; files that look like nobody's are with that.
 * @param batches newest first
 * @param chosen only batches for this destination
 * @throws FailureError
 */
export async function recogniseBatches(
  { client, clock }: { readonly client: Pick<LedgerClient, 'loadBatch'>; readonly clock: Clock },
  batches: readonly OpenBatchView[],
  files: readonly SourceFile[],
  chosen: Destination | undefined,
): Promise<readonly RecognisedBatch[]> {
  const never = new AbortController().signal;
  const meant = batches.filter(({ destination }) => chosen === undefined || isSameDestination(destination, chosen));
  const candidates = await Promise.all(
    meant.slice(0, MOST_CANDIDATES).map(async (batch): Promise<Candidate> => {
      return { batch, items: await loadWholeBatch(client, clock, batch.batchId, never) };
    }),
  );
  const waiting = new Set(candidates);
  const found: RecognisedBatch[] = [];
  let left = files;
  for (;;) {
    let best: { readonly candidate: Candidate; readonly known: ReadonlySet<SourceFile> } | undefined;
    for (const candidate of waiting) {
      const known = await likelyFiles(candidate.items, left, { clock, signal: never });
      const isMost = known.size > Math.min(left.length, candidate.batch.total) / 2;
      if (isMost && known.size > (best?.known.size ?? 0)) best = { candidate, known };
    }
    if (best === undefined) break;
    const { candidate, known } = best;
    waiting.delete(candidate);
    found.push({ batch: candidate.batch, files: left.filter((file) => known.has(file)) });
    left = left.filter((file) => !known.has(file));
  }
  return found.map((one, place) => (place === 0 ? { ...one, files: [...one.files, ...left] } : one));
}
