import { LEDGER_ITEMS_PER_CALL, type LedgerChange, type LedgerItem, type LedgerNewItem } from '#contracts';
import {
  amend,
  changesOf,
  decidesState,
  type ItemRecord,
  isUrgent,
  mergeRecords,
  reconcileRecord,
} from './item-record.ts';

/** One call's worth: what is taken out to be written. */
export interface Load {
  readonly records: ReadonlyMap<string, ItemRecord>;
  readonly items: readonly LedgerNewItem[];
  readonly changes: readonly LedgerChange[];
}

/**
 * What a batch's ledger is still to be told, one record an item. Urgent records and those that can wait lie apart, so
 * that a thousand finished files do not make the progress of a large one be written a thousand times.
 */
export interface Outbox {
  add(item: LedgerNewItem): void;
  change(change: LedgerChange): void;
  urgentCount(): number;
  lazyCount(): number;
  /**
   * Takes records out, oldest first, as many as fit into one call.
   * @param which `urgent`, or `all` with those that can wait
   */
  take(which: 'urgent' | 'all', maxRecords: number): Load;
  /** The load was not written: it comes first again, with what happened since on top. */
  putBack(load: Load): void;
  /** The items of a load are in the ledger, its changes are not. */
  withoutItems(load: Load): Load;
  /**
   * The ledger will never take this record. What can be done without goes first (what the check found, progress); then
   * the rest. @returns what remains to be written of it
   */
  reduce(uploadId: string): ItemRecord | undefined;
  /**
   * Compares with what another page wrote in the meantime.
   * @returns the items for which the ledger's word counts, not what this page still has to say
   */
  reconcile(items: readonly LedgerItem[]): readonly LedgerItem[];
}

export function createOutbox(): Outbox {
  let urgent = new Map<string, ItemRecord>();
  const lazy = new Map<string, ItemRecord>();

  const put = (uploadId: string, record: ItemRecord) => {
    if (!isUrgent(record)) {
      lazy.set(uploadId, record);
      return;
    }
    lazy.delete(uploadId);
    urgent.set(uploadId, record);
  };
  const recordOf = (uploadId: string): ItemRecord => urgent.get(uploadId) ?? lazy.get(uploadId) ?? {};

  return {
    add: (item) => put(item.uploadId, mergeRecords({ item }, recordOf(item.uploadId))),
    change: (change) => put(change.uploadId, amend(recordOf(change.uploadId), change)),
    urgentCount: () => urgent.size,
    lazyCount: () => lazy.size,
    take(which, maxRecords) {
      const records = new Map<string, ItemRecord>();
      let changeCount = 0;
      for (const source of which === 'all' ? [urgent, lazy] : [urgent]) {
        for (const [uploadId, record] of source) {
          changeCount += changesOf(record).length;
          if (records.size >= maxRecords || changeCount > LEDGER_ITEMS_PER_CALL) return loadOf(records);
          source.delete(uploadId);
          records.set(uploadId, record);
        }
      }
      return loadOf(records);
    },
    putBack(load) {
      const later = urgent;
      urgent = new Map();
      for (const [uploadId, record] of load.records) {
        const since = later.get(uploadId) ?? lazy.get(uploadId);
        later.delete(uploadId);
        lazy.delete(uploadId);
        put(uploadId, since ? mergeRecords(record, since) : record);
      }
      for (const [uploadId, record] of later) urgent.set(uploadId, record);
    },
    withoutItems: (load) =>
      loadOf(
        new Map(
          [...load.records].map(([uploadId, { item: _, ...record }]): [string, ItemRecord] => [uploadId, record]),
        ),
      ),
    reduce(uploadId) {
      const { item, checked, progressed, ...essential } = recordOf(uploadId);
      urgent.delete(uploadId);
      lazy.delete(uploadId);
      const isWorthATry = item === undefined && (checked ?? progressed) && changesOf(essential).length > 0;
      if (!isWorthATry) return undefined;
      put(uploadId, essential);
      return essential;
    },
    reconcile: (items) =>
      items.filter((item) => {
        const { uploadId } = item;
        const record = recordOf(uploadId);
        urgent.delete(uploadId);
        lazy.delete(uploadId);
        const rest = reconcileRecord(record, item);
        if (rest) put(uploadId, rest);
        return !(rest && decidesState(rest));
      }),
  };
}

function loadOf(records: ReadonlyMap<string, ItemRecord>): Load {
  const items = [...records.values()].flatMap((record) => record.item ?? []);
  return { records, items, changes: [...records.values()].flatMap(changesOf) };
}
