import { setTimeout as delay } from 'node:timers/promises';

export interface GatherOptions<Item, Result> {
  /** How long the first item waits for company. Milliseconds. */
  readonly gatherMs: number;
  /** The most items of one go. */
  readonly mostItems: number;
  /** Never twice at once for one site. @returns one result per item, in their order. */
  readonly work: (instanceId: string, items: readonly Item[]) => Promise<readonly Result[]>;
  /** Whether what the work threw lies in one of the items: the others would go well without it. Absent: it never does. */
  readonly liesInItem?: (error: unknown) => boolean;
}

/** Does for all items of a site that come within a moment in one go what would cost the same for each. */
export interface Gatherer<Item, Result> {
  /**
   * @returns the item's result.
   * @throws what the work threw. Where that lies in one of several items, each is tried once more alone: a bad one takes
   * none with it. Anything else would fail for each of them as well, one after the other, while all wait.
   */
  add(instanceId: string, item: Item): Promise<Result>;
  /** Resolves when nothing waits and nothing is under way. */
  settled(): Promise<void>;
}

interface Waiter<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

interface Site<Item, Result> {
  readonly waiters: Waiter<Item, Result>[];
  readonly done: Promise<void>;
}

export function createGatherer<Item, Result>(options: GatherOptions<Item, Result>): Gatherer<Item, Result> {
  const { gatherMs, mostItems, work, liesInItem = () => false } = options;
  const sites = new Map<string, Site<Item, Result>>();

  async function serve(instanceId: string, waiters: Waiter<Item, Result>[]): Promise<void> {
    while (waiters.length > 0) {
      if (waiters.length < mostItems) await delay(gatherMs);
      await workFor(instanceId, waiters.splice(0, mostItems));
    }
    sites.delete(instanceId);
  }

  async function workFor(instanceId: string, group: readonly Waiter<Item, Result>[]): Promise<void> {
    try {
      const results = await work(
        instanceId,
        group.map(({ item }) => item),
      );
      for (const [index, { resolve, reject }] of group.entries()) {
        const result = results[index];
        if (result === undefined) reject(new Error('The work gave no result for an item'));
        else resolve(result);
      }
    } catch (error) {
      if (group.length > 1 && liesInItem(error)) for (const waiter of group) await workFor(instanceId, [waiter]);
      else for (const { reject } of group) reject(error);
    }
  }

  return {
    add: (instanceId, item) =>
      new Promise((resolve, reject) => {
        const waiter = { item, resolve, reject };
        const site = sites.get(instanceId);
        if (site) {
          site.waiters.push(waiter);
          return;
        }
        const waiters = [waiter];
        sites.set(instanceId, { waiters, done: serve(instanceId, waiters) });
      }),
    async settled() {
      while (sites.size > 0) await Promise.all([...sites.values()].map(({ done }) => done));
    },
  };
}
