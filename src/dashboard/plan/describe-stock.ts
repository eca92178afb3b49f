import type { Stock } from '#upload-engine';
import type { Words } from '../words/use-words.ts';

/** *Found 12 files, took 10, left out 2 because …*: the three figures always add up. */
export function describeStock(words: Words, { found, took, leftOut }: Stock): string {
  if (leftOut.length === 0) return words('plan.stock.all', { found });
  const reasons = leftOut.map(({ because, count }) => words(`plan.leftOut.${because}`, { count }));
  const left = leftOut.reduce((sum, { count }) => sum + count, 0);
  return words('plan.stock.some', {
    found,
    took,
    left,
    reasons: words.intl.formatList(reasons, { type: 'conjunction' }),
  });
}
