import type { LedgerChange, LedgerItem, LedgerNewItem } from '#contracts';

type ChangeOf<Type extends LedgerChange['type']> = Extract<LedgerChange, { type: Type }>;

/**
 * Everything about one item that the ledger has not confirmed yet, as the shortest story that ends the same way.
 * However much happens while the server is away, this stays one small object.
 */
export interface ItemRecord {
  /** The item itself is not in the ledger yet. */
  readonly item?: LedgerNewItem;
  readonly checked?: ChangeOf<'checked'>;
  /** Comes before everything below: what happened earlier does not count any more. */
  readonly requeued?: ChangeOf<'requeued'>;
  readonly progressed?: ChangeOf<'progressed'>;
  readonly accepted?: ChangeOf<'accepted'>;
  readonly hashed?: ChangeOf<'hashed'>;
  readonly ended?: ChangeOf<'failed' | 'skipped' | 'cancelled'>;
  /** Comes after its failure, which the ledger may have already. */
  readonly dismissed?: ChangeOf<'dismissed'>;
}

/** Takes a later change in. */
export function amend(record: ItemRecord, change: LedgerChange): ItemRecord {
  switch (change.type) {
    case 'checked':
      return { ...record, checked: { ...record.checked, ...change } };
    case 'requeued':
      return { ...pick(record, 'item'), ...pick(record, 'checked'), requeued: change };
    case 'progressed':
      // Late news of an upload that is over.
      if (record.accepted || record.ended) return record;
      return { ...record, progressed: { ...record.progressed, ...change } };
    case 'accepted': {
      const { progressed: _, ...rest } = record;
      return { ...rest, accepted: change };
    }
    case 'hashed':
      return { ...record, hashed: change };
    case 'failed':
    case 'skipped':
    case 'cancelled':
      return { ...record, ended: change };
    case 'dismissed':
      return { ...record, dismissed: change };
    default:
      return unreachable(change);
  }
}

/** One record of both, the second being the later one. */
export function mergeRecords(earlier: ItemRecord, later: ItemRecord): ItemRecord {
  const item = earlier.item ?? later.item;
  return changesOf(later).reduce(amend, item ? { ...earlier, item } : earlier);
}

/** The changes to write, in order. Taking them in again gives the same record. */
export function changesOf(record: ItemRecord): readonly LedgerChange[] {
  const { checked, requeued, progressed, accepted, hashed, ended, dismissed } = record;
  return [checked, requeued, progressed, accepted, hashed, ended, dismissed].filter((change) => change !== undefined);
}

/** True when the ledger should know soon; progress, and what the check found out, can wait a second. */
export function isUrgent(record: ItemRecord): boolean {
  return (
    record.item !== undefined ||
    record.requeued !== undefined ||
    record.accepted !== undefined ||
    record.hashed !== undefined ||
    record.ended !== undefined ||
    record.dismissed !== undefined ||
    record.progressed?.resumeUrl !== undefined
  );
}

/**
 * What of a record is still true after another page drove the batch in the meantime. The ledger wins, except over what
 * it cannot know: that Wix took the file, and what the user decided here.
 * @returns undefined when nothing is left to say
 */
export function reconcileRecord(record: ItemRecord, ledger: LedgerItem): ItemRecord | undefined {
  const { item: _, ...rest } = record;
  switch (ledger.state) {
    case 'queued':
    case 'sending': {
      // It is to be sent already.
      const news = without(rest, 'requeued');
      const isUnheardFailure = news.ended?.type === 'failed' && !news.accepted && !news.dismissed;
      // A failure that nobody heard of is no reason not to try, unless the user has done with the file.
      return nonEmpty(isUnheardFailure ? without(news, 'ended') : news);
    }
    case 'accepted':
    case 'ready':
      return record.hashed && (record.accepted === undefined || record.accepted.fileId === ledger.fileId)
        ? { hashed: record.hashed }
        : undefined;
    case 'failed':
      if (record.accepted || record.requeued) return { ...rest, requeued: requeue(ledger) };
      return record.dismissed && { dismissed: record.dismissed };
    case 'skipped':
    case 'cancelled':
      return record.accepted ? { ...rest, requeued: requeue(ledger) } : undefined;
    default:
      return unreachable(ledger.state);
  }
}

/** True when the record says more than details: what this page holds of the item counts, not what the ledger held. */
export function decidesState({ requeued, accepted, ended }: ItemRecord): boolean {
  return requeued !== undefined || accepted !== undefined || ended !== undefined;
}

function requeue({ uploadId }: LedgerItem): ChangeOf<'requeued'> {
  return { type: 'requeued', uploadId };
}

function nonEmpty(record: ItemRecord): ItemRecord | undefined {
  return changesOf(record).length > 0 ? record : undefined;
}

function without(record: ItemRecord, key: keyof ItemRecord): ItemRecord {
  const { [key]: _, ...rest } = record;
  return rest;
}

function pick<Key extends keyof ItemRecord>(record: ItemRecord, key: Key): Pick<ItemRecord, Key> | object {
  return record[key] === undefined ? {} : { [key]: record[key] };
}

function unreachable(value: never): never {
  throw new Error(`not a change or state of the ledger: ${JSON.stringify(value)}`);
}
