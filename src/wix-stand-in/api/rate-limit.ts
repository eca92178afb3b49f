const WINDOW_MS = 60_000;

/** Counts the calls of each app instance in a sliding minute. Refused calls are not counted. */
export interface RateLimit {
  /** @returns whether one more call fits; it is counted then. */
  take(instanceId: string, callsPerMinute: number, now: number): boolean;
}

export function createRateLimit(): RateLimit {
  const callsByInstance = new Map<string, number[]>();
  return {
    take(instanceId, callsPerMinute, now) {
      const calls = callsByInstance.get(instanceId) ?? [];
      callsByInstance.set(instanceId, calls);
      const firstCounted = calls.findIndex((time) => time > now - WINDOW_MS);
      calls.splice(0, firstCounted < 0 ? calls.length : firstCounted);
      const fits = callsPerMinute === 0 || calls.length < callsPerMinute;
      if (fits) calls.push(now);
      return fits;
    },
  };
}
