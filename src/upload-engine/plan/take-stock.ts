import type { Failure } from '#contracts';
import type { PlannedFile } from './plan.ts';

/** Something that was found but could not be taken, as a link to nowhere or a folder without read permission. */
export interface FoundProblem {
  readonly path: string;
  readonly failure: Failure;
}

export type LeftOutReason =
  | 'junk'
  | 'unreadable'
  /** The browser counted more than it handed over. */
  | 'not-handed-over';

/** *Found N, took N, left out M because …*: `found` is always `took` and all of `leftOut` together. */
export interface Stock {
  readonly found: number;
  readonly took: number;
  readonly leftOut: readonly {
    readonly because: LeftOutReason;
    readonly count: number;
    readonly paths: readonly string[];
  }[];
}

/** How many paths of a reason are named. */
const PATHS_NAMED = 20;

/** @param found as the collector counted; a smaller number than what it handed over is corrected, a larger one is said. */
export function takeStock(
  plan: { readonly files: readonly Pick<PlannedFile, 'path' | 'fate'>[] },
  intake: { readonly found: number; readonly problems: readonly FoundProblem[] },
): Stock {
  const junk = plan.files.filter((file) => file.fate.action === 'leave-out').map((file) => file.path);
  const unreadable = intake.problems.map((problem) => problem.path);
  const handedOver = plan.files.length + unreadable.length;
  const missing = Math.max(0, intake.found - handedOver);
  const reasons: readonly (readonly [LeftOutReason, number, readonly string[]])[] = [
    ['junk', junk.length, junk],
    ['unreadable', unreadable.length, unreadable],
    ['not-handed-over', missing, []],
  ];
  return {
    found: handedOver + missing,
    took: plan.files.length - junk.length,
    leftOut: reasons
      .filter(([, count]) => count > 0)
      .map(([because, count, paths]) => ({ because, count, paths: paths.slice(0, PATHS_NAMED) })),
  };
}

/** Several as one: adds up as each of them does. */
export function sumStocks(stocks: readonly Stock[]): Stock {
  const sum = { found: 0, took: 0, leftOut: new Map<LeftOutReason, Stock['leftOut'][number]>() };
  for (const { found, took, leftOut } of stocks) {
    sum.found += found;
    sum.took += took;
    for (const { because, count, paths } of leftOut) {
      const before = sum.leftOut.get(because) ?? { count: 0, paths: [] };
      const named = [...before.paths, ...paths].slice(0, PATHS_NAMED);
      sum.leftOut.set(because, { because, count: before.count + count, paths: named });
    }
  }
  return { ...sum, leftOut: [...sum.leftOut.values()] };
}
