const WINDOW_MS = 60_000;
const STEP_MS = 1_000;

/** Calls begun in a sliding minute, as shares of what is allowed in one (1: all of it). */
export interface QuotaUse {
  /** Over all minutes of the span. */
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

/**
 * Slides a minute over the span, a second at a time, from its first whole minute to its last.
 * @param callTimes milliseconds since 1970
 * @throws RangeError when the span is shorter than a minute.
 */
export function quotaUse(
  callTimes: readonly number[],
  span: { readonly from: number; readonly to: number },
  callsPerMinute: number,
): QuotaUse {
  const shares: number[] = [];
  for (let end = span.from + WINDOW_MS; end <= span.to; end += STEP_MS) {
    const calls = callTimes.filter((time) => time >= end - WINDOW_MS && time < end).length;
    shares.push(calls / callsPerMinute);
  }
  if (shares.length === 0) throw new RangeError('the span is shorter than a minute');
  return {
    mean: shares.reduce((sum, share) => sum + share, 0) / shares.length,
    least: Math.min(...shares),
    most: Math.max(...shares),
  };
}
