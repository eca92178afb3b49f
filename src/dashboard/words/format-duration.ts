import type { Words } from './use-words.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Time left as people say it, rounded up so that it never promises too much: below a minute there is no counting down. */
export function formatTimeLeft(words: Words, timeLeftMs: number): string {
  if (timeLeftMs < MINUTE_MS) return words('summary.timeLeft.seconds');
  if (timeLeftMs < HOUR_MS) return words('summary.timeLeft.minutes', { minutes: Math.ceil(timeLeftMs / MINUTE_MS) });
  const minutes = Math.ceil(timeLeftMs / MINUTE_MS);
  return words('summary.timeLeft.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
