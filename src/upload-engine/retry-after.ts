/**
 * The wait that a `Retry-After` header asks for, in its two forms: seconds, or a date.
 * @param now milliseconds since 1970
 * @returns milliseconds; undefined where nothing readable was asked for
 */
export function parseRetryAfter(value: string | null | undefined, now: number): number | undefined {
  if (!value) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : undefined;
}
