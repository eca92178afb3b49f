import type { Failure, FailureCode } from '#contracts';
import type { Words } from './use-words.ts';

export interface FailureWords {
  /** What happened. */
  readonly title: string;
  /** What the reader can do about it. */
  readonly cure: string;
  /** What Wix said in its own words, and the id that Wix's support asks for; absent when there is neither. */
  readonly detail: string | undefined;
}

/** Codes whose own sentence says little: what was said there belongs to the reader. */
const quoted: ReadonlySet<FailureCode> = new Set(['WIX_REFUSED', 'INTERNAL', 'UPLOAD_REFUSED', 'INVALID_ARGUMENT']);

export function failureWords(words: Words, failure: Failure): FailureWords {
  return {
    title: words(`failure.${failure.code}.title`),
    cure: words(`failure.${failure.code}.cure`),
    detail: detailOf(words, failure),
  };
}

function detailOf(words: Words, failure: Failure): string | undefined {
  const said = quoted.has(failure.code) ? (failure.message ?? failure.wixCode ?? failure.field) : undefined;
  const parts = [
    ...(said === undefined ? [] : [words('failure.said', { message: said })]),
    ...(failure.requestId === undefined ? [] : [words('failure.requestId', { requestId: failure.requestId })]),
  ];
  return parts.length > 0 ? parts.join(' · ') : undefined;
}
