import type { LeaseHolder, Session } from '#contracts';
import type { OpenBatchView } from '#upload-engine';
import { placeWords } from '../words/destination-words.ts';
import type { Words } from '../words/use-words.ts';

/** *Started on 21 November, 10:22, by you. It goes to Site Files / Summer. 1,786 files are still to be sent, 3 failed.* */
export function openBatchFacts(words: Words, batch: OpenBatchView, session: Session | undefined): string {
  const when = words.intl.formatDate(batch.createdAt, { dateStyle: 'medium', timeStyle: 'short' });
  const isOwn = batch.createdBy === session?.userId;
  const place = placeWords(words, batch.destination);
  return [
    words(isOwn ? 'open.startedByYou' : 'open.started', { when }),
    ...(place === undefined ? [] : [words('open.goesTo', { place })]),
    ...(batch.toSend > 0 ? [words('open.toSend', { count: batch.toSend })] : []),
    ...(batch.failed > 0 ? [words('open.failed', { count: batch.failed })] : []),
  ].join(' ');
}

/** What the reader can do about it now. */
export function openBatchAdvice(words: Words, batch: OpenBatchView, session: Session | undefined): string {
  if (typeof batch.driver === 'object') return watchingWords(words, batch.driver, session);
  if (batch.hasFolders) return words(batch.toSend > 0 ? 'open.dropAgain' : 'open.dropFailedAgain');
  return words(batch.toSend > 0 ? 'open.dropFilesAgain' : 'open.dropFailedFilesAgain');
}

export function watchingWords(words: Words, holder: LeaseHolder, session: Session | undefined): string {
  if (session === undefined) return words('open.watching');
  return words(holder.userId === session.userId ? 'open.watchingYou' : 'open.watchingOther');
}
