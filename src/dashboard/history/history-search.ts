import type { HistoryRequest } from '#contracts';
import { mediaCalled } from '../words/destination-words.ts';
import { type Words, withoutIsolates } from '../words/use-words.ts';

/**
 * What was typed, or copied out of a row, as the ledger is asked for it: *Site Files / Summer* is a place from its top on, and
 * may be part of one as well.
 */
export function historySearch(words: Words, typed: string): Pick<HistoryRequest, 'search' | 'place'> {
  const search = withoutIsolates(typed)
    .trim()
    .replace(/\s*\/\s*/g, '/');
  if (search === '') return {};
  const [top = '', ...below] = search.split('/');
  const kind = mediaCalled(words, top);
  return kind === undefined ? { search } : { search, place: { kind, below: below.join('/') } };
}
