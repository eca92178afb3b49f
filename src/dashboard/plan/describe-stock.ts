import type { Stock } from '#upload-engine';
import type { Words } from '../words/use-words.ts';

/** Enough to see what kind of files they are. */
const MOST_NAMES = 3;

/** *Found 12 files, took 10, left out 2 because …*: the three figures always add up. */
export function describeStock(words: Words, { found, took, leftOut }: Stock): string {
  if (leftOut.length === 0) return words('plan.stock.all', { found });
  const reasons = leftOut.map(({ because, count, paths }) =>
    words(`plan.leftOut.${because}`, { count, names: namesOf(words, paths) }),
  );
  const left = leftOut.reduce((sum, { count }) => sum + count, 0);
  return words('plan.stock.some', {
    found,
    took,
    left,
    reasons: words.intl.formatList(reasons, { type: 'conjunction' }),
  });
}

/** Each name once: folder after folder has the same ones. */
function namesOf(words: Words, paths: readonly string[]): string {
  const names = [...new Set(paths.map((path) => path.slice(path.lastIndexOf('/') + 1)))];
  const shown = names.slice(0, MOST_NAMES);
  return words.intl.formatList(names.length > shown.length ? [...shown, '…'] : shown, { type: 'unit', style: 'short' });
}
