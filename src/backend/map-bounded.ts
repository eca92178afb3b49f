/**
 * Like `Promise.all(items.map(work))`, but with at most `limit` running at once. Results are in the order of the items.
 * Rejects with the first error; work that has not begun then never begins.
 */
export async function mapBounded<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let failed = false;
  async function runLane(): Promise<void> {
    for (const [index, item] of waiting) {
      if (failed) return;
      results[index] = await work(item);
    }
  }
  const lanes = Array.from({ length: Math.min(limit, items.length) }, () =>
    runLane().catch((error: unknown) => {
      failed = true;
      throw error;
    }),
  );
  await Promise.all(lanes);
  return results;
}
