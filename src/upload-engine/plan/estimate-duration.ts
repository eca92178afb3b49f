import { WIX_CALLS_PER_MINUTE } from '#contracts';

/** Used until something was sent. Our assumption: 20 Mbit/s upwards. Bytes a second. */
export const ASSUMED_BYTES_PER_SECOND = 2_500_000;
/** What a file costs beside its bytes: one exchange for the bytes and one for the answer, several files at once. Our assumption. */
const OVERHEAD_PER_FILE_MS = 40;
const MINUTE_MS = 60_000;

/** How fast things may go. */
export interface Rates {
  /** Of the line; absent before anything was measured. */
  readonly bytesPerSecond?: number | undefined;
  /** Calls that Wix allows the app for the site; absent: Wix's usual number. */
  readonly callsPerMinute?: number | undefined;
}

export interface Work extends Rates {
  readonly files: number;
  readonly bytes: number;
  readonly foldersToMake: number;
}

export interface DurationEstimate {
  readonly durationMs: number;
  /** What takes the longest: the line, or Wix's calls a minute. */
  readonly boundBy: 'line' | 'wix-calls';
  readonly callsPerMinute: number;
  readonly speed: 'measured' | 'assumed';
}

/**
 * How long the work takes when nothing goes wrong. Each file needs a call to Wix for its address, each folder one to be
 * made; the first minute's calls may be made at once. Sending and asking for addresses go on side by side.
 */
export function estimateDuration(work: Work): DurationEstimate {
  const { files, bytes, foldersToMake, bytesPerSecond, callsPerMinute = WIX_CALLS_PER_MINUTE } = work;
  const speed = bytesPerSecond ?? ASSUMED_BYTES_PER_SECOND;
  const lineMs = files * OVERHEAD_PER_FILE_MS + (bytes / Math.max(1, speed)) * 1000;
  const calls = files + foldersToMake;
  const callsMs = (Math.max(0, calls - callsPerMinute) / callsPerMinute) * MINUTE_MS;
  return {
    durationMs: Math.round(Math.max(lineMs, callsMs)),
    boundBy: callsMs > lineMs ? 'wix-calls' : 'line',
    callsPerMinute,
    speed: bytesPerSecond === undefined ? 'assumed' : 'measured',
  };
}
