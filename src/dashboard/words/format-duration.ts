import type { Words } from './use-words.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Between these, a whole minute would be a third off: one and a half is said. Milliseconds. */
const ONE_AND_A_HALF = { from: 75_000, to: 105_000 };

/** Time left as people say it, within a fifth of what is known: below a minute there is no counting down. */
export function formatTimeLeft(words: Words, timeLeftMs: number): string {
  if (timeLeftMs < MINUTE_MS) return words('summary.timeLeft.seconds');
  if (timeLeftMs >= ONE_AND_A_HALF.from && timeLeftMs < ONE_AND_A_HALF.to) return words('summary.timeLeft.oneAndAHalf');
  const minutes = Math.round(timeLeftMs / MINUTE_MS);
  if (minutes * MINUTE_MS < HOUR_MS) return words('summary.timeLeft.minutes', { minutes });
  return words('summary.timeLeft.hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
